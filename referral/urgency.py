"""How urgent a case is: five steps, the same words in every layer."""

from enum import IntEnum


class Urgency(IntEnum):
    """Ordered so that `max` picks the more urgent; the meaning of each step is in docs/glossary.md."""

    none = 0
    routine = 1
    priority = 2
    urgent = 3
    emergency = 4
