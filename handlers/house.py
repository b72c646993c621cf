"""What the deployer decided, as the handlers see it."""

from collections.abc import Callable
from dataclasses import field
from datetime import timedelta

from handlers.events import Address
from referral.campaigns import Rules
from referral.records import dataclass


@dataclass(frozen=True, slots=True)
class House:
    """What the deployer decided and a handler needs to know."""

    public_url: str = ""
    details_in_chat: bool = False  # case content may be sent into an officer's outside messenger
    own_channels: frozenset[str] = frozenset()  # channels whose text never leaves our house
    outside: frozenset[str] | None = None  # other channels that are connected; None: all of them
    templates: frozenset[str] = frozenset()  # kinds of notices for which a platform approved a template
    testers: frozenset[Address] = frozenset()  # who may try an outside channel while this is a rehearsal
    human_silence: timedelta = timedelta(minutes=30)  # for how long we are silent after a human answered somebody
    ledger_reserve: int = 50  # percent of each quota of a platform that campaigns never spend
    doors: tuple[str, ...] = ()  # addresses that open a bot of ours and send {code} with one tap
    campaigns: Rules = field(default_factory=Rules)
    without_buttons: frozenset[str] = frozenset()  # channels on which the deployer shows none
    desk_command: bool = False  # a program of the deployer's hears of each alert to the intake desk
    translate: Callable[[str, str], str] = lambda locale, text: text  # (locale, Vietnamese text) -> text

    @property
    def channels(self) -> frozenset[str] | None:
        """All that are connected; None: whatever there is."""
        return None if self.outside is None else self.outside | self.own_channels
