"""Vietnamese on standard input, output and error, whatever the machine calls its language."""

import codecs
import sys
from io import TextIOWrapper

UTF8 = "utf-8"
ASCII = "ascii"  # what Python takes where no language is set (LANG=C): terminals there understand UTF-8 all the same


def speak_vietnamese() -> None:
    """A letter that the terminal has not becomes a question mark: no command ends half way because of it."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where a test or a debugger has put something else
            stream.reconfigure(encoding=encoding_for(stream.encoding), errors="replace")


def encoding_for(named: str) -> str:
    """The encoding that was asked for; UTF-8 where none was."""
    return UTF8 if codecs.lookup(named).name == ASCII else named
