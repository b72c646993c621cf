"""What the people of the benchmark say; the same words to every contender, on whatever platform."""

STEPS = (
    "xin chào",
    "ba em lại đánh em rồi, em {age} tuổi",
    "Không rõ",
    "Không có",
    "xã Sơn Tây, Quảng Ngãi",
    "Đừng nhắn trước",
    "Đúng",
    "ba em hay uống rượu",
)  # a report from the first word to its last question
PEOPLE = 40  # at once
FIRST_CHAT = 100_000_000
NOON = 1_795_000_000  # seconds since 1970, one more with each update


def words(chat: int, text: str) -> str:
    """What this person says: ages differ, so that nothing gains by remembering words; all are asked the same."""
    return text.format(age=11 + chat % 5)
