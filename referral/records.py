"""Our dataclasses: that nobody changes what is `frozen` is held by mypy, and costs nothing while the program runs.

The standard library holds it by writing each field through `object.__setattr__`: an object then costs four times as
much to make, and its class, of which every start makes some four hundred, half as much again.
"""

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(*, frozen: bool = False, eq: bool = True, **options: Any) -> Callable[[type], type]:
        """As the standard library's: what is frozen and equal by its fields has a hash."""
        return dataclasses.dataclass(eq=eq, unsafe_hash=frozen and eq, **options)
