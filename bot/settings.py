"""What a deployer can set, each with its default and what it is for."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

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
    public_url: Annotated[
        str, Field(description="Address people reach the web pages at; empty: http:// with host and port.")
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
    testers: Annotated[
        str,
        Field(description="Who may use an outside channel during a trial: telegram:ID, several with commas."),
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
    lexicon: Annotated[
        Path | None,
        Field(description="Folder with words of your own for the triage; try it first: langnghe check --lexicon."),
    ] = None
    forms: Annotated[
        Path | None,
        Field(description="Folder with templates of official forms (.docx), filled in for officers: docs/forms.md."),
    ] = None
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
    def web_address(self) -> str:
        """The address to give to people, without a slash at its end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def environment_name(field: str) -> str:
    """The environment variable that sets a field."""
    return f"{PREFIX}{field.upper()}"


def described() -> list[tuple[str, str, str]]:
    """Every setting: its environment variable, its default, what it is for."""
    return [
        (environment_name(name), str("" if field.default is None else field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
