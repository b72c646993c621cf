"""Tables at the console: what a file would change, what goes out as a file, what is wrong with a line in Vietnamese."""
