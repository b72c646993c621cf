"""Watching the program itself: measure, keep, tell by ways outside the messengers, and be missed when it is dead."""
