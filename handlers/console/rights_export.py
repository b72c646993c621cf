"""What a person may take of their data: own words and what they were told; of a child what is about it alone."""

from collections.abc import Mapping
from dataclasses import field

from flows.words import category_words, label
from handlers.console.rights import case_at_hand, cases_for
from handlers.details import fact_words
from handlers.events import Attachment, DataRequest, Entry
from handlers.work import Work
from referral.case import Case
from referral.clock import hour_and_day
from referral.records import dataclass
from referral.rights import ABOUT_CHILD, needs_check

LEFT_OUT = (  # what is never in it, and is said so
    "Danh tính của người khác, nhất là người báo tin",
    "Ghi chú và trao đổi giữa các cơ quan",
    "Tệp niêm phong",
)


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed out: sections of lines, and files by name."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    sealed: int = 0  # files that were left out because they are sealed


def package_of(work: Work, request: DataRequest) -> Package:
    """The data that this request may have."""
    if needs_check(request.whose):
        case = case_at_hand(work, request)
        return Package((of_child(work, case),) if case else ())
    return own(work, request)


def own(work: Work, request: DataRequest) -> Package:
    """What who asked wrote and sent, what they were told, how we reach them."""
    person = work.people.get(request.person_id)
    me = (f"Kênh: {person.address.channel}", f"Cách liên lạc: {person.contact or '–'}") if person else ()
    sections: list[tuple[str, tuple[str, ...]]] = [("Về người yêu cầu", me)]
    files: dict[str, bytes] = {}
    sealed = 0
    for case in cases_for(work, request):
        sections.append((f"Vụ việc {case.number}", own_lines(work, case, request.person_id)))
        for n, (attachment, data) in enumerate(own_files(work, case, request.person_id), 1):
            sealed += not attachment.shown
            if attachment.shown and data:
                files[f"{case.number}-{n}{ENDINGS.get(attachment.mime, '.bin')}"] = data
    return Package(tuple(sections), files, sealed)


ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "audio/ogg": ".ogg", "video/mp4": ".mp4"}
TOLD = frozenset({"status"})


def own_lines(work: Work, case: Case, person_id: str) -> tuple[str, ...]:
    """What this person wrote themselves and what a receipt tells, in their order; never what another follower wrote."""
    lines = [f"Tin đã tới: {hour_and_day(case.opened_at)}"]
    mine = [entry for entry in work.history.entries(case.id) if entry.writer == person_id or entry.kind in TOLD]
    return tuple([*lines, *(f"{hour_and_day(entry.at)} · {who(entry)}: {entry.text}" for entry in mine if entry.text)])


def who(entry: Entry) -> str:
    """Whose words a line holds."""
    return "Đã viết" if entry.actor == "reporter" else "Đã được báo"


def own_files(work: Work, case: Case, person_id: str) -> list[tuple[Attachment, bytes]]:
    """The files that this person sent; of a sealed one nothing is opened."""
    sent = {entry.attachment_id for entry in work.history.entries(case.id) if entry.writer == person_id}
    mine = [one for one in work.history.attachments(case.id) if one.id in sent and one.state == "stored"]
    return [(one, opened(work, one)) for one in mine]


def opened(work: Work, attachment: Attachment) -> bytes:
    """The bytes of a file that may be shown."""
    media = work.history.media(attachment.id) if attachment.shown else None
    return (media.safe_copy or media.data or b"") if media else b""


def of_child(work: Work, case: Case) -> tuple[str, tuple[str, ...]]:
    """What is about the child and about nobody else."""
    facts = [f"{label(name)}: {words}" for name in ABOUT_CHILD if (words := fact_words(case, name))]
    told = [f"{hour_and_day(e.at)} · {e.text}" for e in work.history.entries(case.id) if e.kind in TOLD and e.text]
    lines = (f"Tin đã tới: {hour_and_day(case.opened_at)}", f"Loại việc: {category_words(case.category)}")
    return f"Vụ việc {case.number}", (*lines, *facts, *told)
