"""What a screen reader would stumble over in the source of a page; every page that a test reads over HTTP is seen."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TypeAlias

from lxml import html  # type: ignore[import-untyped]

Element: TypeAlias = html.HtmlElement

SPOKEN = "not(ancestor-or-self::*[@hidden or @aria-hidden='true' or self::template or self::noscript])"
NAMED = ("button", "a[@href]", "summary", "svg[@role='img']", "*[@role='region']")
FIELDS = ("input[not(@type='hidden')]", "select", "textarea")
WORDLESS = ("img[not(@alt)]", "table[not(.//th)]", "th[not(@scope)]", "fieldset[not(legend)]")
REFERENCES = ("for", "form", "list", "aria-labelledby", "aria-describedby", "aria-controls")


def faults(page: str) -> list[str]:
    """Everything that is wrong with a whole page; nothing of what is only a part of one."""
    if "<html" not in page:
        return []
    tree = html.document_fromstring(page)
    return [f"{words}: {what}" for words, look in LOOKS.items() for what in look(tree)]


def spoken(tree: Element, *kinds: str) -> list[Element]:
    """The elements of these kinds that are there for a screen reader."""
    found: list[Element] = tree.xpath(" | ".join(f"//{kind}[{SPOKEN}]" for kind in kinds))
    return found


def words_of(one: Element) -> str:
    """What would be read, from the text in it, the pictures and the names that were given."""
    parts = one.xpath(
        f".//text()[parent::*[{SPOKEN}]] | .//@alt | .//@aria-label | ./@aria-label | .//svg/title/text()"
    )
    return "".join(parts).strip()


def source(one: Element) -> str:
    """The beginning of an element, to find it by."""
    return str(html.tostring(one, encoding="unicode"))[:120]


def unnamed(tree: Element) -> Iterator[str]:
    """Buttons, links and what opens something, without a word."""
    for one in spoken(tree, *NAMED):
        if not words_of(one) and not one.get("aria-labelledby"):
            yield source(one)


def unlabelled(tree: Element) -> Iterator[str]:
    """Fields of which nobody says what goes into them."""
    for one in spoken(tree, *FIELDS):
        labels = [*one.iterancestors("label"), *tree.xpath("//label[@for=$id]", id=one.get("id") or "-")]
        if not (one.get("aria-label") or one.get("aria-labelledby") or any(map(words_of, labels))):
            yield source(one)


def unexplained(tree: Element) -> Iterator[str]:
    """Fields that are wrong, and nothing tied to them says why."""
    return (source(one) for one in tree.xpath("//*[@aria-invalid='true' and not(@aria-describedby)]"))


def dangling(tree: Element) -> Iterator[str]:
    """Ids that something refers to and that are not there, or that are there twice."""
    ids = Counter(tree.xpath("//@id"))
    yield from (f"#{name} twice" for name, count in ids.items() if count > 1)
    for name in REFERENCES:
        named = [word for value in tree.xpath(f"//@{name}") for word in value.split()]
        yield from (f"{name}={word}" for word in named if word not in ids)


def frame(tree: Element) -> Iterator[str]:
    """The language, the title, the one main part and the one first heading; no heading leaves a level out."""
    if tree.get("lang") not in ("vi", "en"):
        yield "no language"
    if not tree.findtext(".//title", "").strip():
        yield "no title"
    for part in ("main", "h1"):
        if len(spoken(tree, part)) != 1:
            yield f"not one {part}"
    levels = [int(one.tag[1]) for one in spoken(tree, "h1", "h2", "h3", "h4")]
    yield from (f"h{below} after h{above}" for above, below in pairwise(levels) if below > above + 1)


def plain(tree: Element) -> Iterator[str]:
    """Pictures without words, tables without headings, groups of fields without a name."""
    return map(source, spoken(tree, *WORDLESS))


LOOKS: dict[str, Callable[[Element], Iterator[str]]] = {
    "without a name": unnamed,
    "without a label": unlabelled,
    "wrong and nobody says why": unexplained,
    "an id": dangling,
    "the frame": frame,
    "without words": plain,
}
