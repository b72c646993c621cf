"""The pictures of the documents show the data as they are now."""

import pytest

from tests.drawings import FOLDER, drawn


@pytest.mark.parametrize("name", drawn())
def test_a_picture_is_not_older_than_its_data(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == drawn()[name], "run `make drawings` and look at them"
