"""Telegram as a channel, for citizens and officers alike; python-telegram-bot is the client, not the backbone."""
