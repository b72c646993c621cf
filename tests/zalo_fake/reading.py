"""How a call is read: JSON, a form, multipart, or one URL-encoded JSON in `data=`."""

import json
from collections.abc import Mapping

from aiohttp import web

from tests.zalo_fake.answers import ApiError
from tests.zalo_fake.calls import Call, Json, Upload


async def read_call(request: web.Request) -> Call:
    """The call with its parameters and files. Raises ApiError -201 for a body that is not what it says."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = Call(request.path, {}, headers)
    if request.method == "GET":
        data = request.query.get("data")
        call.params = parsed(data) if data else dict(request.query)
    elif request.content_type == "application/json":
        call.params = parsed(await request.text())
    else:
        call.params, call.files = await read_form(request)
    return call


async def read_form(request: web.Request) -> tuple[Json, Mapping[str, Upload]]:
    """The fields and files of a form."""
    fields, files = dict[str, object](), dict[str, Upload]()
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            fields[name] = value if isinstance(value, str) else value.decode()
    return fields, files


def parsed(text: str) -> Json:
    """An object. Raises ApiError."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ApiError(-201, "body is invalid!")
    return found
