"""`langnghe campaign …` with files: export and import texts, the words of a year, a picture."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_hazards import save
from bot.cli_reading import BY, reading, tell
from bot.opening import opened
from bot.pictures import BadPicture, PictureTooLarge, campaign_picture
from handlers.campaign_catalogue import called, catalogue
from handlers.campaign_writing import keep, unfit
from referral.campaigns import BadCampaign
from referral.campaigns.parse import parse_campaigns, written_all
from referral.campaigns.years import year_of


class UnreadableFile(Exception):
    """This file cannot be read: is it there, and is it text in UTF-8?"""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


EXPECTED = (UnreadableFile, BadPicture, PictureTooLarge)


def export(file: Path) -> None:
    """Write every campaign to a new file, to be edited and imported; whether one is on is not in it."""
    with reading() as work:
        campaigns = [replace(campaign, on=False) for campaign in catalogue(work).values()]
    save(file, written_all(campaigns).encode())
    tell(f"{len(campaigns)} campaigns are in {file.name}.")


def import_file(
    file: Path, dry_run: Annotated[bool, typer.Option("--dry-run", help="Only look for mistakes.")] = False
) -> None:
    """Take the campaigns of a file: new ones, and others that replace those of their name. All of them, or none."""
    campaigns = parse_campaigns(text_in(file))
    with opened() as (_, work):
        mistakes = [mistake for campaign in campaigns.values() for mistake in unfit(work, campaign)]
        if mistakes:
            raise BadCampaign("\n".join(mistakes))
        for campaign in () if dry_run else campaigns.values():
            keep(work, campaign, BY)
    tell(f"{len(campaigns)} campaigns {'have no mistake; nothing was written' if dry_run else 'are kept'}.")


def year(number: int, file: Path) -> None:
    """Take the theme and the slogans of a year from a file."""
    text = text_in(file)
    said = year_of(text)
    if said.year != number:
        raise BadCampaign(f"{file.name} is for {said.year}, not for {number}: correct one of them")
    with opened() as (_, work):
        work.campaigns.keep_year(number, text)
        work.audit(BY, f"campaign year {number}")
    tell(f"The words of {number} are kept.")


def picture(name: str, file: Path) -> None:
    """Give a campaign a picture; it is made smaller and loses what the camera wrote into it."""
    try:
        data, mime = campaign_picture(file.read_bytes())
    except OSError:
        raise UnreadableFile from None
    with opened() as (_, work):
        campaign = replace(called(work, name), picture=work.campaigns.add_picture(data, mime))
        mistakes = list(unfit(work, campaign))
        if mistakes:
            raise BadCampaign("\n".join(mistakes))
        keep(work, campaign, BY)
    tell(f"{name} has its picture, {len(data) // 1024} KB.")


def text_in(file: Path) -> str:
    """The text of a file. Raises UnreadableFile."""
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile from None


COMMANDS: Mapping[str, Callable[..., None]] = {
    "export": export,
    "import": import_file,
    "year": year,
    "picture": picture,
}
