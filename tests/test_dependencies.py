"""What we build on: pinned, with a hash for every file, from no named server, under licences that we know."""

import re
from functools import cache
from importlib.metadata import metadata
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1]
LOCKS = sorted(HERE.glob("requirements*.txt"))
PINNED = re.compile(r"([A-Za-z0-9._-]+)(\[[a-z,-]+\])?==[^\s;]+( ; [^\\]+)?( \\)?")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")

ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
    "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib",
})  # fmt: skip
OLD_NAMES = {
    "Apache Software License": "Apache-2.0", "BSD License": "BSD", "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC", "(same as Leaflet)": "BSD-2-Clause",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
}  # fmt: skip
LIBRARIES_ONLY = {  # under terms that bind whoever changes or hands on the library itself; we do neither
    "docxtpl": "LGPL-2.1-only",
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
    "python-telegram-bot": "LGPL-3.0-only",
    "unidecode": "GPL-2.0-or-later",  # comes with vietnamadminunits; who hands the whole on: docs/threat-model.md
}


@cache
def lines(lock: Path) -> tuple[str, ...]:
    """The lines of a lock that say something."""
    return tuple(line for line in lock.read_text("utf-8").splitlines() if line and not line.lstrip().startswith("#"))


def names(lock: Path) -> list[str]:
    """What a lock pins."""
    return [found[1].lower() for line in lines(lock) if (found := PINNED.fullmatch(line))]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_everything_is_pinned_with_hashes_and_names_no_server(lock: Path) -> None:
    found = lines(lock)
    assert found and "://" not in lock.read_text("utf-8")
    for line, after in zip(found, (*found[1:], ""), strict=True):
        assert PINNED.fullmatch(line) or HASH.fullmatch(line), line
        assert not PINNED.fullmatch(line) or HASH.fullmatch(after), line


def test_what_lists_and_looks_through_the_rest_is_pinned_too() -> None:
    assert {"cyclonedx-bom", "pip-audit"} <= set(names(HERE / "requirements-audit.txt"))


@pytest.mark.parametrize("name", names(HERE / "requirements.txt"))
def test_each_library_has_a_licence_that_we_know(name: str) -> None:
    found = licences(name)
    assert found, name
    assert found <= ALLOWED or {LIBRARIES_ONLY.get(name)} == found, (name, found)


def licences(name: str) -> set[str]:
    """Under what a library may be used, in SPDX's words."""
    about = metadata(name)
    classifiers = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier", ()) if one.startswith("License ::")]
    named = {name: about[name] for name in ("License-Expression", "License") if name in about}
    told = named.get("License-Expression") or " AND ".join(classifiers) or named.get("License", "")
    return {OLD_NAMES.get(one, one) for one in re.split(" AND | OR ", told) if one}
