"""The console: its pages are read when they are first asked for, see `bot.web.late`."""
