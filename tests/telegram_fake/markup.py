"""What the Bot API checks of a keyboard: its shape, the words on the buttons, the data behind them."""

from collections.abc import Iterator

from tests.telegram_fake.answers import bad
from tests.telegram_fake.calls import Json

MOST_BUTTONS = 100
MOST_IN_ROW = 8
MOST_DATA = 64  # bytes
INLINE_ACTIONS = frozenset({"callback_data", "url", "web_app", "login_url", "copy_text", "switch_inline_query", "pay"})


def check_markup(markup: object, private: bool) -> Json:
    """The keyboard, {} for none. Raises ApiError as the API does."""
    if not markup:
        return {}
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        check_inline(list(buttons_in(markup["inline_keyboard"])))
    elif "keyboard" in markup:
        check_reply(list(buttons_in(markup["keyboard"])), private)
    elif not (markup.get("remove_keyboard") or markup.get("force_reply")):
        raise bad("can't parse reply keyboard markup JSON object")
    return markup


def buttons_in(rows: object) -> Iterator[Json]:
    """All buttons of all rows."""
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "keyboard" of the ReplyKeyboardMarkup must be an Array of Arrays')
    for row in rows:
        if len(row) > MOST_IN_ROW:
            raise bad("too many buttons in a row")  # the API's own words are not known to us
        yield from (checked(button) for button in row)


def checked(button: object) -> Json:
    """A button as an object; it must say something."""
    found: object = {"text": button} if isinstance(button, str) else button
    if not isinstance(found, dict) or not isinstance(found.get("text"), str):
        raise bad('can\'t parse keyboard button: Field "text" must be of type String')
    if not found["text"].strip():
        raise bad("can't parse keyboard button: text buttons are unallowed to be empty")
    return found


def check_inline(buttons: list[Json]) -> None:
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        if not INLINE_ACTIONS & button.keys():
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        data = button.get("callback_data")
        if data is not None and not (isinstance(data, str) and 1 <= len(data.encode()) <= MOST_DATA):
            raise bad("BUTTON_DATA_INVALID")


def check_reply(buttons: list[Json], private: bool) -> None:
    if not buttons:
        raise bad("reply keyboard must be non-empty")
    for button in buttons:
        if not private and (button.get("request_contact") or button.get("request_location")):
            raise bad("phone number and location can be requested in private chats only")
