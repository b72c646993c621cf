"""How much the log makes of the state of a platform: an illness is a warning."""

import logging

from bot.channels import State
from referral.channel_health import ILL


def weight_of(state: State) -> int:
    """The level of the line that says so."""
    return logging.WARNING if state in ILL else logging.INFO
