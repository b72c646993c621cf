"""What the program uploaded: images, moving images and files, each with its limits, gone after seven days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from tests.zalo_fake.accounts import DAY, digits
from tests.zalo_fake.answers import ApiError, invalid
from tests.zalo_fake.calls import Call, Json, Upload
from tests.zalo_fake.hours import Hours

LIFE = 7 * DAY
A_MONTH = 5000


@dataclass(frozen=True, slots=True)
class Rule:
    """What one kind of upload takes, and under which name it answers."""

    endings: frozenset[str]
    most: int
    answers: str


RULES: Mapping[str, Rule] = {
    "image": Rule(frozenset({".jpg", ".jpeg", ".png"}), 2**20, "attachment_id"),
    "gif": Rule(frozenset({".gif"}), 5 * 2**20, "attachment_id"),
    "file": Rule(frozenset({".pdf", ".doc", ".docx", ".csv"}), 5 * 2**20, "token"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One upload of one account."""

    oa_id: str
    upload: Upload
    at: int


@dataclass(slots=True)
class Uploads:
    """All uploads."""

    hours: Hours
    assets: dict[str, Asset] = field(default_factory=dict)

    def take(self, kind: str, call: Call) -> Json:
        """Keep a file. Raises ApiError: -201 no file, -233 type, -210 size or too many."""
        rule, upload = RULES[kind], call.files.get("file")
        if upload is None:
            raise invalid("file")
        if PurePath(upload.name).suffix.lower() not in rule.endings:
            raise ApiError(-233, "File type is not supported")
        if len(upload.data) > rule.most or len(self.assets) >= A_MONTH:
            raise ApiError(-210, "File exceeds the limit")
        asset = digits(f"asset {len(self.assets)}")
        self.assets[asset] = Asset(call.oa_id, upload, self.hours.ms())
        return {rule.answers: asset}

    def check(self, oa_id: str, asset: str) -> None:
        """Raises ApiError: -241 nobody of this account uploaded it, -100 it is too old."""
        found = self.assets.get(asset)
        if found is None or found.oa_id != oa_id:
            raise ApiError(-241)
        if self.hours.ms() - found.at > LIFE:
            raise ApiError(-100)
