"""How the Bot API answers: `{"ok": true, "result": …}`, or an error with its code, its words and its parameters."""

import json

from aiohttp import web

from tests.telegram_fake.calls import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
TITLES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


class ApiError(Exception):
    """The Bot API refuses a call."""

    def __init__(self, code: int, words: str, parameters: Json | None = None) -> None:
        super().__init__(words)
        self.code = code
        self.words = words
        self.parameters = parameters or {}


def bad(words: str) -> ApiError:
    """The usual 400."""
    return ApiError(400, f"Bad Request: {words}")


def blocked() -> ApiError:
    return ApiError(403, "Forbidden: bot was blocked by the user")


def too_many(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def migrated(new_chat: int) -> ApiError:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return ApiError(400, words, {"migrate_to_chat_id": new_chat})


def good(result: object) -> web.Response:
    return web.Response(text=json.dumps({"ok": True, "result": result}), content_type="application/json")


def refused(problem: ApiError) -> web.Response:
    """An error as JSON; those of the gateway in front of the API come as a web page."""
    if problem.code in TITLES:
        return gateway_page(problem.code)
    body: Json = {"ok": False, "error_code": problem.code, "description": problem.words}
    if problem.parameters:
        body["parameters"] = problem.parameters
    return web.Response(text=json.dumps(body), content_type="application/json", status=problem.code)


def gateway_page(code: int) -> web.Response:
    title = f"{code} {TITLES[code]}"
    page = f"<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr>nginx</body></html>"
    return web.Response(text=page, content_type="text/html", status=code)
