"""Translations: read once, answered from memory, Vietnamese where nobody has translated."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.messages import collected, main, updated, write
from bot.texts import catalogue_file, read_catalogues, translator, untranslated


def folder_with(tmp_path: Path, **texts: str) -> Path:
    """A folder with an English catalogue."""
    catalog = Catalog(locale="en")
    for source, translated in texts.items():
        catalog.add(source, translated)
    file = catalogue_file("en", tmp_path)
    file.parent.mkdir(parents=True)
    write(catalog, file)
    return tmp_path


def test_a_text_is_said_in_the_language_or_as_it_is(tmp_path: Path) -> None:
    translate = translator(read_catalogues(folder_with(tmp_path, Có="Yes", Không="")))
    assert translate("en", "Có") == "Yes"
    assert translate("en", "Không") == "Không", "untranslated"
    assert translate("vi", "Có") == translate("xx", "Có") == "Có"


def test_what_lacks_a_translation_is_known(tmp_path: Path) -> None:
    catalogues = read_catalogues(folder_with(tmp_path, Có="Yes"))
    assert untranslated(catalogues, frozenset({"Có", "Không"})) == {"en": frozenset({"Không"})}


def test_texts_of_flows_phrases_pages_and_python_are_collected() -> None:
    found = collected()
    for text in ("Không rõ", "Nhận {number}", "Không có trang này."):
        assert text in found, text
    assert len(found) > 300


def test_an_update_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    file = catalogue_file("en", folder_with(tmp_path, Có="Yes", Cũ="Old"))
    template = Catalog()
    template.add("Có")
    template.add("Mới")
    write(updated(template, file, "en"), file)
    with file.open("rb") as stream:
        catalog = read_po(stream)
    assert catalog["Có"].string == "Yes" and catalog["Mới"].string == ""
    assert "Cũ" not in catalog


def test_a_new_language_begins_empty(tmp_path: Path) -> None:
    template = Catalog()
    template.add("Có")
    assert "Có" in updated(template, catalogue_file("km", tmp_path), "km")


def test_collecting_again_changes_nothing(tmp_path: Path) -> None:
    main(tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.po")}
    main(tmp_path)
    assert before == {file: file.read_bytes() for file in tmp_path.rglob("*.po")}
    assert [file.parts[-3] for file in before] == ["en"]
