"""`python -m bot` is the same as `langnghe`."""

from bot.cli import main

main()
