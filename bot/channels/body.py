"""What a platform answers, read as far as an answer goes: never more than we take."""

from aiohttp import ClientResponse


async def body_of(response: ClientResponse, most: int) -> bytes | None:
    """The body; None if it is longer."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
