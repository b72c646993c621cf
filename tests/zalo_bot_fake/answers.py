"""How the platform answers: `{"ok": true, "result": …}` or `{"ok": false, "error_code": …, "description": …}`."""

import json

from aiohttp import web

from tests.zalo_bot_fake.calls import Json

TITLES = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
WORDS = {
    400: "Bad Request: text is invalid",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    408: "Request timeout",
    429: "Quota exceeded",
}
CLOUDFLARE = "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body>1010</body></html>"


class ApiError(Exception):
    """The platform refuses a call; as a `page` it is one of the web server in front of it."""

    def __init__(self, code: int, words: str = "", page: bool = False, retry_after: int = 0) -> None:
        super().__init__(words)
        self.code = code
        self.words = words or WORDS.get(code, "Internal Server Error")
        self.page = page or code in TITLES
        self.retry_after = retry_after


def good(result: object) -> web.Response:
    return written({"ok": True, "result": result}, 200)


def refused(problem: ApiError, as_200: bool) -> web.Response:
    """An error, with its own status or with 200: which it is in truth nobody has said."""
    if problem.page:
        page = CLOUDFLARE if problem.code == 403 else f"<html><h1>{problem.code} {TITLES.get(problem.code)}</h1></html>"
        return web.Response(text=page, content_type="text/html", status=problem.code)
    body: Json = {"ok": False, "error_code": problem.code, "description": problem.words}
    answer = written(body, 200 if as_200 else problem.code)
    if problem.retry_after:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer


def written(body: Json, status: int) -> web.Response:
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type="application/json", status=status)
