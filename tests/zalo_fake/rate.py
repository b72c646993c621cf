"""How many calls a minute: counted by the fake's time, told in two headers, -32 above."""

from dataclasses import dataclass

from tests.zalo_fake.answers import ApiError
from tests.zalo_fake.hours import Hours


@dataclass(slots=True)
class Rate:
    """The calls of one app."""

    hours: Hours
    most: int = 4000
    _minute: int = 0
    _count: int = 0

    def take(self) -> None:
        """One more call. Raises ApiError -32."""
        minute = self.hours.ms() // 60_000
        self._count = self._count + 1 if minute == self._minute else 1
        self._minute = minute
        if self._count > self.most:
            raise ApiError(-32)

    def headers(self) -> dict[str, str]:
        left = str(max(self.most - self._count, 0))
        return {"X-RateLimit-Limit": str(self.most), "X-RateLimit-Remain": left}
