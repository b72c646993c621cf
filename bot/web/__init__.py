"""The web: the chat page for everybody, the officers' page, health."""
