"""One article to many followers of an account, by day: who, and what the call holds."""

from dataclasses import dataclass

from bot.channels.zalo_oa.sending import Body, article


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a broadcast is for, in Zalo's own codes; what is empty leaves nobody out."""

    ages: tuple[str, ...] = ()
    gender: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()

    def target(self) -> Body:
        """The same as Zalo takes it."""
        named = {name: list(getattr(self, name)) for name in self.__slots__}
        return {name: codes for name, codes in named.items() if codes}


EVERYBODY = Audience()


def broadcast(article_id: str, audience: Audience) -> Body:
    """The body of the call. Zalo takes no words of ours here, only an article that was approved."""
    return {"recipient": {"target": audience.target()}, "message": article(article_id)}
