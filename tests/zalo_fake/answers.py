"""How Zalo answers: HTTP 200 and `{"error": 0, "message": …, "data": …}`, or another number in `error`."""

import json
from collections.abc import Mapping

from aiohttp import web

WORDS: Mapping[int, str] = {  # the meaning is the protocol page's (A9); the wording is ours unless it says so there
    -32: "The number of requests of the app has reached the limit per minute",
    -100: "Unknown exception",
    -108: "Phone number is invalid",
    -109: "Template ID is invalid",
    -112: "tracking_id is invalid",
    -118: "Zalo account is not existed",
    -124: "Access token is invalid",
    -133: "Template is not allowed to send at night",
    -144: "OA has exceeded the daily quota",
    -200: "Send message failed",
    -210: "Parameter exceeds the limit",
    -211: "Out of quota",
    -213: "User has not followed OA",
    -216: "Access token is invalid",
    -218: "Out of quota receive",
    -220: "Access token is expired or removed",
    -224: "OA needs to upgrade to a paid package to use this feature",
    -227: "User is banned or has been inactive for more than 45 days",
    -230: "User has not interacted with the OA in the past 7 days",
    -232: "User has not interacted with the OA",
    -233: "Type is not supported",
    -234: "This type of message is not allowed from 22:00 to 06:00",
    -240: "MessageV2 is deprecated, please use MessageV3",
    -241: "Asset is invalid",
    -244: "User has restricted this type of message",
    -1121: "Template data lacks a parameter",
    -1122: "Template data exceeds the length",
}
LOGIN = {
    -14002: "Invalid app id",
    -14003: "Invalid redirect uri",
    -14012: "Invalid authorization code",
    -14014: "Invalid refresh token",
    -14024: "Invalid code verifier",
    -118: "Invalid secret key",
}


class ApiError(Exception):
    """Zalo refuses a call: a number in the body, most often of an HTTP 200."""

    def __init__(self, code: int, words: str = "", status: int = 200) -> None:
        super().__init__(words or WORDS.get(code, "Error"))
        self.code = code
        self.status = status  # 200 by the page; what stands in front may say something else
        self.words = words or WORDS.get(code, "Error")


class LoginError(ApiError):
    """The log-in refuses, in its own shape."""


class GatewayError(Exception):
    """Something in front of Zalo answers with an HTTP status and a web page."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


def invalid(field: str) -> ApiError:
    """-201, in the words the protocol page has."""
    return ApiError(-201, f"{field} is invalid!")


def good(data: object, message: str = "Success") -> dict[str, object]:
    """The body of an answer to a call that was done."""
    return {"error": 0, "message": message, "data": data}


def refused(problem: ApiError) -> dict[str, object]:
    """The body of an answer to a call that was not done."""
    if not isinstance(problem, LoginError):
        return {"error": problem.code, "message": problem.words}
    words = LOGIN.get(problem.code, problem.words)
    about = "https://developers.zalo.me/docs/"
    named = {"error_name": words, "error_reason": words, "ref_doc": about, "error_description": words}
    return named | ({"error": problem.code} if problem.code else {})


def written(body: object, headers: Mapping[str, str] | None = None, status: int = 200) -> web.Response:
    """An answer on the wire."""
    return web.Response(text=json.dumps(body), content_type="application/json", headers=headers, status=status)


def page(status: int) -> web.Response:
    """What a gateway says: not JSON."""
    words = f"<html><body><h1>{status}</h1></body></html>"
    return web.Response(text=words, content_type="text/html", status=status)
