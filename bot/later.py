"""What a start need not wait for: read in a thread once the program serves, so that nobody waits for it later."""

from importlib import import_module

from bot.collecting import without_collector
from bot.roles import Roles
from bot.texts import read_catalogues
from bot.web.late import ROUTES
from referral.jurisdiction.outline import outline

TEMPLATES = "bot.web.templating"
NEEDED_SOON = ("holidays", "bot.pictures")  # the first wait counted in office hours, the first photo


def read_the_rest(roles: Roles) -> None:
    """Languages beside Vietnamese, the country's shape for pins, holidays, Pillow, the console.

    A fault ends the program, as it would at its start.
    """
    with without_collector():
        read_catalogues()
        outline()
        for name in NEEDED_SOON:
            import_module(name)
        if "web" in roles:
            import_module(TEMPLATES)
            import_module(ROUTES)
