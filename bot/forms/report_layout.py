"""What a layout of reports may hold: fields of ours, loops over our lists, nothing from elsewhere, all bounded."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import SandboxedEnvironment

from bot.forms.fill import BadTemplate

PART = 1024 * 1024  # letters of one part of the file
BRACES = 400  # in all parts; ours has about ninety
SEARCHED = 40_000_000  # letters times braces of one part: docxtpl looks from each brace to the end, a second of it
REPEATED = 60_000  # letters that stand in loops, all together
FETCHES = re.compile(r"\b(INCLUDE\w*|DDE\w*|LINK|IMPORT|RD|DATABASE)\b", re.IGNORECASE)  # fields that open other files
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = frozenset({"dia_ban", "tu_ngay", "den_ngay", "ngay_lap", "tong_so", "ghi_chu"})
LISTS: Mapping[str, frozenset[str]] = {  # what a line of each has; of "bang" also the list "dong"
    "chi_so": frozenset({"ten", "so"}),
    "thoi_gian": frozenset({"ten", "giua", "nhieu_nhat"}),
    "bang": frozenset({"ten"}),
    "dong": frozenset({"ten", "so"}),
    "muc": frozenset({"ten", "loi"}),
}
Lines = Mapping[str, str]  # name of a line in a loop: its list


def look_through(data: bytes) -> None:
    """Raise BadTemplate if a file leads elsewhere, or is too large or too odd to be filled quickly."""
    from docx import Document

    package = Document(BytesIO(data)).part.package
    if any(relation.is_external for relation in package.iter_rels()):
        raise BadTemplate("leads to another file or address")
    braces = sum(looked_through(part.blob) for part in package.iter_parts() if part.content_type.endswith("xml"))
    if braces > BRACES:
        raise BadTemplate("too many fields")


def looked_through(part: bytes) -> int:
    """How many braces a part of the file has. Raises BadTemplate."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise BadTemplate("a damaged file") from None
    text = str(etree.tostring(root, encoding="unicode"))
    told = "".join(one.text or "" for one in root.iter(f"{WORD}instrText"))
    told += " ".join(one.get(f"{WORD}instr", "") for one in root.iter(f"{WORD}fldSimple"))
    if root.getroottree().docinfo.doctype or FETCHES.search(told):
        raise BadTemplate("leads to another file or address")
    if len(text) > PART or len(text) * text.count("{") > SEARCHED:
        raise BadTemplate("too large")
    return text.count("{")


class OnlyFields:
    """Stands where docxtpl wants an environment of Jinja2: takes no template but one of our fields and loops."""

    def __init__(self) -> None:
        self.autoescape = True
        self._real = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)

    def from_string(self, source: str) -> Template:
        """The template, or BadTemplate."""
        try:
            body = self._real.parse(source).body
        except RecursionError:
            raise BadTemplate("an expression that is no field of ours") from None
        if plain(body, {}) > REPEATED:
            raise BadTemplate("too much in loops")
        return self._real.from_string(source)


def plain(body: Iterable[nodes.Node], lines: Lines) -> int:
    """How many letters stand in loops. Raises BadTemplate for whatever is no field, no loop of ours and no text."""
    return sum(loop(node, lines) if isinstance(node, nodes.For) else output(node, lines) for node in body)


def output(node: nodes.Node, lines: Lines) -> int:
    """How long its text is, where it stands in a loop."""
    if not isinstance(node, nodes.Output) or not all(known(one, lines) for one in node.nodes):
        raise BadTemplate("an expression that is no field of ours")
    return sum(len(one.data) for one in node.nodes if isinstance(one, nodes.TemplateData)) if lines else 0


def loop(node: nodes.For, lines: Lines) -> int:
    """The same of a loop over one of our lists."""
    name = list_of(node.iter, lines)
    if not name or not isinstance(node.target, nodes.Name) or node.else_ or node.test or node.recursive:
        raise BadTemplate("a loop that is none of ours")
    return plain(node.body, {**lines, node.target.name: name})


def list_of(node: nodes.Node, lines: Lines) -> str:
    """The list that a loop goes through; "" if it is none, or stands in a loop where only “dong” may."""
    if isinstance(node, nodes.Name) and not lines:
        return node.name if node.name in LISTS.keys() - {"dong"} else ""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.attr == "dong":
        return "dong" if lines.get(node.node.name) == "bang" else ""
    return ""


def known(node: nodes.Node, lines: Lines) -> bool:
    """Whether it is text, a field, or a cell of a line."""
    if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
        return node.attr in LISTS.get(lines.get(node.node.name, ""), ())
    return isinstance(node, nodes.TemplateData) or (isinstance(node, nodes.Name) and node.name in FIELDS)
