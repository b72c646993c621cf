"""What a deployer can set, each with its default and what it is for."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from referral.campaigns import Rules

PREFIX = "LANGNGHE_"
Level = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """Read from the environment, from names that begin with LANGNGHE_; docs/settings.md lists them all."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True, populate_by_name=True)

    data_dir: Annotated[Path, Field(description="Folder of the SQLite database and of the key ring.")] = Path("var")
    database_url: Annotated[
        str, Field(description="SQLAlchemy address of the database; empty: SQLite in the data folder.")
    ] = ""
    keyring: Annotated[
        Path | None,
        Field(description="The key ring file; empty: keys.json in the data folder. Back it up apart from the data."),
    ] = None
    host: Annotated[str, Field(description="Address the web server listens on.")] = "127.0.0.1"
    port: Annotated[int, Field(description="Port the web server listens on.", ge=0, le=65535)] = 8080
    roles: Annotated[
        str,
        Field(description="What this process does, with commas: web, writer, delivery, scheduler; empty: everything."),
    ] = ""
    public_url: Annotated[
        str,
        Field(
            description="Address people reach the web pages at, https://…; empty: http:// with host and port.",
            pattern=r"^(https?://[^\s/]+(/\S*)?)?$",
        ),
    ] = ""
    real_agencies: Annotated[
        bool,
        Field(
            validation_alias=AliasChoices(f"{PREFIX}REAL_AGENCIES", "REAL_AGENCIES"),
            description="Say yes only when real people answer every alert; until then replies say it is a trial.",
        ),
    ] = False
    details_in_chat: Annotated[
        bool, Field(description="Send what a case says into officers' outside messengers; else only a link.")
    ] = False
    tab_title: Annotated[
        str, Field(description="Title of the chat page in the browser's tab and history; keep it harmless.")
    ] = "Góc học tập"
    telegram_token: Annotated[
        SecretStr, Field(description="Token of the Telegram bot; empty: no Telegram. Keep it out of shell histories.")
    ] = SecretStr("")
    telegram_name: Annotated[
        str, Field(description="Name of the Telegram bot without @: invitations then come with a link to tap.")
    ] = ""
    telegram_api: Annotated[
        str, Field(description="Address of the Bot API; change it only for a Bot API server of your own.")
    ] = "https://api.telegram.org"
    zalo_app_id: Annotated[
        str, Field(description="Id of the Zalo app behind the Official Accounts; empty: no Zalo OA.")
    ] = ""
    zalo_app_secret: Annotated[
        SecretStr, Field(description="Secret key of the Zalo app, for log-in and refresh of the tokens.")
    ] = SecretStr("")
    zalo_oa_secret: Annotated[
        SecretStr, Field(description="OA Secret Key of the app's webhook page, for the signature of what Zalo pushes.")
    ] = SecretStr("")
    zalo_mac_id: Annotated[
        Literal["app_id", "oa_id"], Field(description="Which id begins Zalo's signature; the other one is taken too.")
    ] = "app_id"
    zalo_buttons: Annotated[
        bool, Field(description="Say no if your Zalo OA shows no buttons: menus are then numbered lines.")
    ] = True
    zalo_templates: Annotated[
        str,
        Field(description="Approved Zalo templates, kind=id with ; between: alert, officer, status, campaign, code."),
    ] = ""
    zalo_night: Annotated[
        Literal["wait", "try"], Field(description="Zalo templates between 22:00 and 06:00: wait, or try all the same.")
    ] = "try"
    zalo_human_minutes: Annotated[
        int, Field(description="Minutes of silence after a human answered somebody in the OA app.", ge=1, le=1440)
    ] = 30
    zalo_reserve: Annotated[
        int, Field(description="Percent of each Zalo quota that campaigns never spend.", ge=0, le=100)
    ] = 50
    zalo_media_hosts: Annotated[
        str, Field(description="More hosts that files from Zalo may be fetched from, with commas.")
    ] = ""
    zalo_verifier: Annotated[
        str, Field(description="Zalo's domain proof: the name of its zalo_verifier….html file, or of its meta tag.")
    ] = ""
    zalo_api: Annotated[str, Field(description="Address of Zalo's OpenAPI.")] = "https://openapi.zalo.me"
    zalo_business_api: Annotated[str, Field(description="Address of Zalo's API for template messages by phone.")] = (
        "https://business.openapi.zalo.me"
    )
    zalo_oauth: Annotated[str, Field(description="Address of Zalo's log-in for accounts.")] = (
        "https://oauth.zaloapp.com"
    )
    zalo_bot_token: Annotated[
        SecretStr, Field(description="Token of a bot of the Zalo Bot Platform; empty: no such bot.")
    ] = SecretStr("")
    zalo_bot_api: Annotated[str, Field(description="Address of the Zalo Bot Platform.")] = (
        "https://bot-api.zaloplatforms.com"
    )
    campaign_sender: Annotated[str, Field(description="Who speaks in campaigns, as people read it under each.")] = (
        "Lắng Nghe"
    )
    campaign_approval: Annotated[
        int, Field(description="Campaigns to more people than this need the word of a second person.", ge=0)
    ] = 1000
    campaign_quiet: Annotated[
        str,
        Field(
            description="Hours in which no campaign is sent, local time, as 21:00-07:00.",
            pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$",
        ),
    ] = "21:00-07:00"
    campaign_per_day: Annotated[int, Field(description="Most campaign messages to one person in a day.", ge=1)] = 1
    campaign_per_week: Annotated[
        int, Field(description="Most campaign messages to one person in seven days.", ge=1)
    ] = 3
    testers: Annotated[
        str,
        Field(description="Who may use an outside channel in a trial: telegram:ID, zalo_oa:OA:ID, zalo_bot:ID."),
    ] = ""
    operator: Annotated[
        str, Field(description="Who reads what agencies would get outside our pages in a trial; empty: first tester.")
    ] = ""
    behind_proxy: Annotated[
        bool, Field(description="Say yes behind your own web server: the sender is then read from X-Forwarded-For.")
    ] = False
    desk_command: Annotated[
        str, Field(description="Program of yours to run at each alert to the intake desk: SMS, siren, phone robot.")
    ] = ""
    alarm_mail_to: Annotated[
        str, Field(description="Who gets an e-mail when the program itself is ill, several with commas.")
    ] = ""
    smtp_url: Annotated[
        SecretStr, Field(description="Mail server for alarms: smtp://user:password@host:587 or smtps://….")
    ] = SecretStr("")
    alarm_command: Annotated[
        str, Field(description="Program of yours to run when the program itself is ill; see docs/alarms.md.")
    ] = ""
    ping_url: Annotated[
        SecretStr, Field(description="Address to ask every minute while all is well: a monitor cries when it stops.")
    ] = SecretStr("")
    lexicon: Annotated[
        Path | None,
        Field(description="Folder with words of your own for the triage; try it first: langnghe check --lexicon."),
    ] = None
    forms: Annotated[
        Path | None,
        Field(description="Folder with templates of official forms (.docx), filled in for officers: docs/forms.md."),
    ] = None
    tiles: Annotated[
        str,
        Field(
            description="Address of map tiles, https, with {z}, {x}, {y}; empty: the map has none and asks nobody.",
            pattern=r"^((https://[a-z0-9.:-]+|http://(127\.0\.0\.1|localhost)(:\d+)?)/[^\s;,'\"<>]*)?$",
        ),
    ] = ""
    tiles_credit: Annotated[str, Field(description="Whose the map tiles are, as the map says.")] = ""
    backup_recipient: Annotated[
        str, Field(description="Public key that backups are encrypted for: `langnghe backup key --to FILE` makes it.")
    ] = ""
    log_level: Annotated[
        Level, Field(description="Least serious lines the log keeps: debug, info, warning or error.")
    ] = "info"

    @property
    def url(self) -> str:
        """Where the database is."""
        return self.database_url or f"sqlite:///{self.data_dir / 'langnghe.db'}"

    @property
    def keyring_path(self) -> Path:
        """Where the key ring is."""
        return self.keyring or self.data_dir / "keys.json"

    @property
    def campaign_rules(self) -> Rules:
        """What holds for all campaigns."""
        quiet_from, quiet_until = map(time.fromisoformat, self.campaign_quiet.split("-"))
        most = (self.campaign_per_day, self.campaign_per_week)
        return Rules(self.campaign_sender, self.campaign_approval, quiet_from, quiet_until, *most)

    @property
    def web_address(self) -> str:
        """The address to give to people, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host  # IPv6
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")


def environment_name(field: str) -> str:
    """The environment variable that sets a field."""
    return f"{PREFIX}{field.upper()}"


def described() -> list[tuple[str, str, str]]:
    """Every setting: its environment variable, its default, what it is for."""
    return [
        (environment_name(name), str("" if field.default is None else field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
