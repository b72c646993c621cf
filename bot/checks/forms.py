"""Looks at the templates of official forms that the deployer added."""

from collections.abc import Iterator

from bot.checks import Finding, Site
from bot.forms.fill import OURS, names, tried


def look_at_forms(site: Site) -> Iterator[Finding]:
    """Whether each template can be filled in; an officer would only learn that it cannot."""
    folder = site.settings.forms
    for form in names(folder):
        problem = tried(form, folder)
        if problem:
            yield Finding("error", f"The form {form}.docx cannot be filled in: {problem}. See docs/forms.md.")
        elif form != OURS:
            yield Finding("ok", f"The form {form}.docx can be filled in.")
