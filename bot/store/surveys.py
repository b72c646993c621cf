"""What reporters tapped after the end of their case. Nothing here is content."""

from dataclasses import fields

from sqlalchemy import bindparam, select

from bot.store.tables import surveys
from bot.store.transaction import Transaction
from bot.store.upsert import upsert
from referral.follow_up import Survey

COLUMNS = tuple(field.name for field in fields(Survey))
NEWEST = select(surveys).where(surveys.c.case_id == bindparam("case_id")).order_by(surveys.c.round.desc()).limit(1)
SAVE = upsert(surveys, ["case_id", "round"], ["due", "asked", "ok", "helped", "heard", "at"])


class SqlSurveys:
    """`handlers.work.Surveys`."""

    def __init__(self, transaction: Transaction) -> None:
        self._t = transaction

    def of(self, case_id: str) -> Survey | None:
        """The newest survey of the case; None if its reporter was never to be asked."""
        row = self._t.run(NEWEST, case_id=case_id).one_or_none()
        return Survey(**{name: row._mapping[name] for name in COLUMNS}) if row else None

    def save(self, case_id: str, survey: Survey) -> None:
        """Keep it; another round is another row."""
        self._t.run(SAVE, case_id=case_id, **{name: getattr(survey, name) for name in COLUMNS})
