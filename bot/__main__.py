"""`langnghe`, also as `python -m bot`: the command line, read without walking through what was read."""

import gc


def main() -> None:
    """Run a command. Modules stay: the collector would look at them again and again, a quarter of their time."""
    gc.disable()
    from bot.cli import main as run

    gc.enable()
    run()


if __name__ == "__main__":
    main()
