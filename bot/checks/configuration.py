"""Looks at the settings and the files on this machine. A token or an id is never said."""

import os
import re
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit

from sqlalchemy import make_url

from bot.channels.command import SETTING as DESK_COMMAND
from bot.checks import Finding, Site
from bot.cli_move import TO_VARIABLE
from bot.programs import BadCommand, words_of
from bot.recipients import PUBLIC, BadKey, read
from bot.settings import PREFIX, Settings, described
from bot.trial import BadSetting, operator_in, testers_in

TOKEN = re.compile(r"\d+:[\w-]{20,}", re.ASCII)
EVERY_ADDRESS = ("0.0.0.0", "::")


def look_at_names(_site: Site) -> Iterator[Finding]:
    """Variables that nobody reads: a setting whose name is misspelt is not set, and nothing else would say so."""
    known = {name for name, _, _ in described()} | {TO_VARIABLE}
    for name in sorted(one for one in os.environ if one.startswith(PREFIX) and one not in known):
        yield Finding("error", f"{name} is no setting and does nothing: correct its name (`langnghe settings`).")


def look_at_addresses(site: Site) -> Iterator[Finding]:
    """Where people and platforms find the pages."""
    settings = site.settings
    if not is_safe(settings.web_address):
        yield Finding("error", "LANGNGHE_PUBLIC_URL is neither https://… nor on this network: others could read along.")
    if settings.host in EVERY_ADDRESS and not settings.public_url:
        yield Finding("warning", "LANGNGHE_PUBLIC_URL is not set: links to officers would lead nowhere.")
    if settings.port == 0:
        yield Finding("warning", "LANGNGHE_PORT is 0: each start takes another port, and no link stays good.")


def look_at_proxy(site: Site) -> Iterator[Finding]:
    """Whether we know who writes when a web server of the deployer's stands in front."""
    settings = site.settings
    if settings.web_address.startswith("https:") and not settings.behind_proxy:
        yield Finding("warning", "Behind an https web server set LANGNGHE_BEHIND_PROXY=yes: else all look like one.")
    if settings.behind_proxy and not is_here(settings.host):
        yield Finding("warning", "LANGNGHE_HOST lets others past the proxy, who can then pretend to be anybody.")


def look_at_telegram(site: Site) -> Iterator[Finding]:
    """The bot's settings, by their shape."""
    settings = site.settings
    token = settings.telegram_token.get_secret_value()
    if not token:
        yield Finding("ok", "No Telegram: LANGNGHE_TELEGRAM_TOKEN is not set.")
        return
    if not TOKEN.fullmatch(token):
        yield Finding("error", "LANGNGHE_TELEGRAM_TOKEN is not digits, a colon and letters: copy it from @BotFather.")
    if not is_safe(settings.telegram_api):
        yield Finding("error", "LANGNGHE_TELEGRAM_API is neither https://… nor on this network.")
    if not re.fullmatch(r"\w{5,32}", settings.telegram_name, re.ASCII):
        yield Finding("warning", "LANGNGHE_TELEGRAM_NAME is not the bot's name without @: invitations have no link.")


def look_at_trial(site: Site) -> Iterator[Finding]:
    """Who takes part while this is a trial."""
    try:
        testers, _ = testers_in(site.settings), operator_in(site.settings)
    except BadSetting as problem:
        yield Finding("error", str(problem))
        return
    settings = site.settings
    outside = settings.telegram_token.get_secret_value() or settings.zalo_app_id
    if (outside or settings.zalo_bot_token.get_secret_value()) and not testers and not site.work.directory.live:
        yield Finding("warning", "Nobody may try the messengers in this trial: set LANGNGHE_TESTERS=telegram:ID.")


def look_at_desk_command(site: Site) -> Iterator[Finding]:
    """Whether the program that hears of the desk's alerts can be run."""
    yield from program_there(site.settings.desk_command, DESK_COMMAND)


def program_there(command: str, setting: str) -> Iterator[Finding]:
    """What is wrong with a program of the deployer's, if there is one."""
    if not command:
        return
    try:
        program, *_ = words_of(command, setting) or [""]
    except BadCommand as problem:
        yield Finding("error", str(problem))
        return
    if which(program) is None:
        yield Finding("warning", f"{setting}: its program is not there or not executable.")


def look_at_backup_key(site: Site) -> Iterator[Finding]:
    """Whether the backup of tonight can be encrypted."""
    if not site.settings.backup_recipient:
        return
    try:
        read(PUBLIC, site.settings.backup_recipient)
    except BadKey:
        yield Finding("error", "LANGNGHE_BACKUP_RECIPIENT is no key of `langnghe backup key`: no backup is made.")


def look_at_forms_folder(site: Site) -> Iterator[Finding]:
    """Whether there is such a folder; what is in it is looked at apart."""
    folder = site.settings.forms
    if folder and not folder.is_dir():
        yield Finding("error", f"LANGNGHE_FORMS is no folder: {folder}.")


def look_at_files(site: Site) -> Iterator[Finding]:
    """Whether other users of this machine can read what we keep."""
    for path, mode in private(site.settings):
        if path.exists() and path.stat().st_mode & 0o077:
            yield Finding("warning", f"Other users can look into {path}: run `chmod {mode} {path}`.")


def look_at_key_ring(_site: Site) -> Iterator[Finding]:
    """Without a fitting key ring that only we can read the store does not open at all."""
    yield Finding("ok", "The key ring fits the database.")


def private(settings: Settings) -> Iterator[tuple[Path, str]]:
    """What nobody else should see, and the mode it should have. The key ring is looked at whenever it is read."""
    yield settings.data_dir, "700"
    database = database_file(settings)
    if database:
        yield database, "600"


def database_file(settings: Settings) -> Path | None:
    """The file of a SQLite database."""
    url = make_url(settings.url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def is_safe(address: str) -> bool:
    """Whether what is said at this web address cannot be read on the way: https, or it stays on this network."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_local(host)))


def is_local(host: str) -> bool:
    """Whether a host is this machine or on its own network."""
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost"


def is_here(host: str) -> bool:
    """Whether only this machine reaches what listens at this host."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
