"""Looks at the ways by which the program calls for help when it is ill itself. No address is said."""

from collections.abc import Iterator

from bot.checks import Finding, Site
from bot.checks.configuration import is_safe, program_there
from bot.settings import Settings
from bot.watch.mail import BadMailServer, server_of
from bot.watch.ways import SETTING

NO_WAY = (
    "No alarm leaves this house but by messenger: set LANGNGHE_ALARM_MAIL_TO with LANGNGHE_SMTP_URL,"
    " or LANGNGHE_ALARM_COMMAND; then `langnghe alarm test`."
)
NO_PING = "LANGNGHE_PING_URL is not set: nobody misses this program when it is dead (docs/alarms.md)."
HALF_A_WAY = "LANGNGHE_ALARM_MAIL_TO and LANGNGHE_SMTP_URL belong together: one of them is not set."


def look_at_alarms(site: Site) -> Iterator[Finding]:
    """Whether somebody outside would hear that the program is ill, or dead."""
    settings = site.settings
    yield from look_at_mail(settings)
    yield from program_there(settings.alarm_command, SETTING)
    if not tells_outside(settings):
        yield Finding("warning", NO_WAY)
    yield from look_at_ping(settings)


def look_at_mail(settings: Settings) -> Iterator[Finding]:
    """E-mail needs a server and somebody who reads it."""
    url = settings.smtp_url.get_secret_value()
    if bool(url) != bool(settings.alarm_mail_to):
        yield Finding("error", HALF_A_WAY)
    if not url:
        return
    try:
        server_of(url)
    except BadMailServer as problem:
        yield Finding("error", str(problem))


def look_at_ping(settings: Settings) -> Iterator[Finding]:
    """A monitor elsewhere; its address holds a token."""
    url = settings.ping_url.get_secret_value()
    if not url:
        yield Finding("warning", NO_PING)
    elif not is_safe(url):
        yield Finding("error", "LANGNGHE_PING_URL is neither https://… nor on this network: others could ping for us.")


def tells_outside(settings: Settings) -> bool:
    """Whether an alarm has a way that is no messenger."""
    return bool(settings.alarm_command or (settings.alarm_mail_to and settings.smtp_url.get_secret_value()))
