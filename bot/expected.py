"""What a deployer can put right, told in one sentence: read only after something went wrong."""

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot import (
    cli_admin,
    cli_alarm,
    cli_audit,
    cli_backup,
    cli_campaign,
    cli_cases,
    cli_directory,
    cli_drill,
    cli_duty,
    cli_erasures,
    cli_hazards,
    cli_keys,
    cli_matrix,
    cli_move,
    cli_officers,
    cli_places,
    cli_poster,
    cli_requests,
    cli_subscriptions,
    cli_zalo,
)  # fmt: skip
from bot.channels.zalo_oa.oauth import TokenRefused
from bot.channels.zalo_oa.templates import BadTemplates
from bot.pictures import BadPicture, PictureTooLarge
from bot.ports import REFUSALS
from bot.programs import BadCommand
from bot.roles import OneProcess, UnknownRole
from bot.settings import PREFIX, Settings, environment_name
from bot.store.database import UnknownDatabase
from bot.store.fitness import UNFIT
from bot.store.keyring import KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable
from bot.store.migrate import DatabaseIsNewer
from bot.store.vault import KeyRingDoesNotFit
from bot.trial import BadSetting
from flows.parse import BadFlow
from referral.clock_rules import BadClocks
from referral.triage.lexicon import LexiconError

# What a deployer can put right: said in one sentence, without a traceback.
EXPECTED = (
    UnknownDatabase, KeyRingMissing, KeyRingOpenToOthers, KeyRingUnreadable, KeyRingDoesNotFit,
    DatabaseIsNewer, BadFlow, BadSetting, BadCommand, LexiconError,
    *REFUSALS, *UNFIT, cli_officers.UnknownOfficer, cli_cases.UnknownCase, cli_drill.NobodyToDrill,
    *cli_keys.EXPECTED, *cli_places.EXPECTED, *cli_directory.EXPECTED, *cli_matrix.EXPECTED, *cli_duty.EXPECTED,
    cli_requests.UnknownRequest, BadClocks, cli_hazards.UnknownCommune,
    BadTemplates, TokenRefused, *cli_zalo.EXPECTED, *cli_poster.EXPECTED, BadPicture, PictureTooLarge,
    *cli_admin.EXPECTED, *cli_alarm.EXPECTED, *cli_subscriptions.EXPECTED, *cli_campaign.EXPECTED, cli_audit.BadHead,
    cli_cases.CaseKept, *cli_erasures.EXPECTED, *cli_move.EXPECTED, *cli_backup.EXPECTED, OneProcess, UnknownRole,
)  # fmt: skip


def told(problem: Exception) -> str:
    """What went wrong and what to do; "" if nobody expected it."""
    if isinstance(problem, ValidationError):
        return "\nlangnghe: ".join(map(wrong_setting, problem.errors()))
    return str(problem) if isinstance(problem, EXPECTED) else ""


def wrong_setting(error: ErrorDetails) -> str:
    """Which setting is wrong, and how; in place of a pattern that nobody can read, what it is for."""
    field = str(error["loc"][0]).lower().removeprefix(PREFIX.lower())
    told = Settings.model_fields[field].description or ""
    words = told.removesuffix(".") if error["type"] == "string_pattern_mismatch" else error["msg"]
    return f"{environment_name(field)}: {words}. `langnghe settings` lists what is allowed."
