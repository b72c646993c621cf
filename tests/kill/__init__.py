"""The death of the real process in the middle of many conversations: the program, the people, what is found after."""
