"""What can be asked of Zalo: who somebody is, who follows, what was said lately; asked with one JSON `data=`."""

from datetime import UTC, datetime

from tests.zalo_fake.accounts import Accounts, User
from tests.zalo_fake.answers import ApiError
from tests.zalo_fake.calls import Call, Json
from tests.zalo_fake.hours import HOME

MOST_LINES = 10
MOST_PEOPLE = 50
LAST_OFFSET = 9951


def detail(accounts: Accounts, call: Call) -> Json:
    """One person."""
    user = accounts.known(call.oa_id, call.params.get("user_id"))
    last = datetime.fromtimestamp(user.last / 1000, UTC).astimezone(HOME)
    return {
        "user_id": user.id, "user_id_by_app": user.by_app, "display_name": user.name, "user_alias": "",
        "is_sensitive": False, "user_last_interaction_date": f"{last:%d/%m/%Y}", "user_is_follower": user.follower,
        "avatar": "", "avatars": {"120": "", "240": ""}, "tags_and_notes_info": {"notes": [], "tag_names": []},
        "shared_info": user.shared,
    }  # fmt: skip


def followers(accounts: Accounts, call: Call) -> Json:
    """The people of the account, page by page."""
    offset, count = whole(call, "offset", 0, LAST_OFFSET), whole(call, "count", MOST_PEOPLE, MOST_PEOPLE)
    found = [user for user in accounts.users.values() if user.oa_id == call.oa_id and listed(user)]
    users = [{"user_id": user.id} for user in found[offset : offset + count]]
    return {"total": len(found), "count": len(users), "offset": offset, "users": users}


def listed(user: User) -> bool:
    return bool(user.last or user.follower)


def whoami(call: Call) -> Json:
    """The account itself."""
    return {"oa_id": call.oa_id, "name": "Lắng Nghe (thử)", "is_verified": True, "oa_type": 4, "num_follower": 1}


def recent(accounts: Accounts, call: Call) -> list[Json]:
    """The newest lines of all conversations of the account, the newest first."""
    lines = [line for line in accounts.lines if call.oa_id in (line["from_id"], line["to_id"])]
    return paged(call, lines)


def conversation(accounts: Accounts, call: Call) -> list[Json]:
    """The newest lines with one person, the newest first."""
    user = accounts.known(call.oa_id, call.params.get("user_id"))
    ends = {call.oa_id, user.id}
    return paged(call, [line for line in accounts.lines if {line["from_id"], line["to_id"]} == ends])


def paged(call: Call, lines: list[Json]) -> list[Json]:
    offset, count = whole(call, "offset", 0, 10**6), whole(call, "count", 5, MOST_LINES)
    return lines[::-1][offset : offset + count]


def whole(call: Call, name: str, default: int, most: int) -> int:
    """A number of the call. Raises ApiError -210 if it is too large."""
    found = call.params.get(name, default)
    if not isinstance(found, int) or not 0 <= found <= most:
        raise ApiError(-210, f"{name} exceeds the limit")
    return found
