"""Our dataclasses are the standard library's in all but what is looked at when a field is written."""

import dataclasses
import pickle
from dataclasses import dataclass as standard
from dataclasses import replace

import pytest

from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    words: str
    secret: str = dataclasses.field(default="", repr=False)


@standard(frozen=True, slots=True)
class Standard:
    words: str
    secret: str = dataclasses.field(default="", repr=False)


@dataclass(slots=True)
class Count:
    so_far: int = 0


@dataclass(slots=True, eq=False)
class Own:
    number: int


def test_two_are_equal_and_have_one_hash_as_with_the_standard_library() -> None:
    assert Report("a", "b") == Report("a", "b") != Report("a", "c")
    assert hash(Report("a", "b")) == hash(Standard("a", "b")) != hash(Report("a", "c"))
    other: object = Standard("a", "b")
    assert Report("a", "b") != other


def test_what_changes_has_no_hash_and_what_is_only_itself_equals_nothing_else() -> None:
    with pytest.raises(TypeError):
        hash(Count())
    assert Count(2) == Count(2) and Own(1) != Own(1)


def test_they_are_shown_copied_and_pickled_as_others() -> None:
    report = replace(Report("a", "hidden"), words="b")
    assert pickle.loads(pickle.dumps(report)) == report and not hasattr(report, "__dict__")
    assert repr(report) == "Report(words='b')".replace("Report", Report.__qualname__)
