"""What is done from the console and from nowhere else; all that can be done in a chat is done as there."""
