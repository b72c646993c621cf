"""Commands as a deployer types them, in this process."""

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app, main


def command(*words: str, given: str | bytes = "") -> Result:
    """What came of a command that reads this."""
    return CliRunner().invoke(app, list(words), input=given)


def said(*words: str, given: str = "") -> str:
    """What a command that works prints."""
    result = command(*words, given=given)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


def told(*words: str) -> str:
    """The one sentence of a mistake."""
    with pytest.MonkeyPatch.context() as typed, pytest.raises(SystemExit) as end:
        typed.setattr("sys.argv", ["langnghe", *words])
        main()
    assert isinstance(end.value.code, str)
    return end.value.code
