"""Personal data as a file to hand over: text one can read, JSON a machine can, and the person's own pictures."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from handlers.console.rights_export import LEFT_OUT, Package


def archive(package: Package) -> bytes:
    """The package as a ZIP file."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("du-lieu.txt", text_of(package))
        file.writestr("du-lieu.json", json_of(package))
        for name, data in package.files.items():
            file.writestr(f"tep/{name}", data)
    return made.getvalue()


def text_of(package: Package) -> str:
    """What a person reads."""
    parts = ["\n".join((title, *(f"- {line}" for line in lines))) for title, lines in package.sections]
    left = [*LEFT_OUT, *([f"Tệp niêm phong không kèm theo: {package.sealed}"] if package.sealed else [])]
    return "\n\n".join([*parts, "\n".join(("Không kèm theo", *(f"- {line}" for line in left)))]) + "\n"


def json_of(package: Package) -> str:
    """What a machine reads."""
    sections = [{"title": title, "lines": list(lines)} for title, lines in package.sections]
    found = {"sections": sections, "files": list(package.files), "sealed_files_left_out": package.sealed}
    return json.dumps({**found, "left_out": LEFT_OUT}, ensure_ascii=False, indent=1)
