"""Download what people sent: only from where Zalo keeps it, whatever an address or a redirection says."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientTimeout
from yarl import URL

from bot.channels import ChannelDown, Refused
from bot.channels.zalo_oa.wire import CONNECT_SECONDS, Wire, body_of

MOST_BYTES = 20 * 1024 * 1024
SECONDS = 55.0
MOST_HOPS = 5
ZALO_HOSTS = ("zdn.vn", "dlfl.vn", "dlmd.me", "flchat.vn")  # these and what is below them, by https
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
AGENT = {"User-Agent": "langnghe"}


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where files may be fetched from; `more` are hosts of the deployer's, with a port if they have one."""

    more: frozenset[str] = frozenset()

    @classmethod
    def of(cls, setting: str) -> "Hosts":
        """As the setting lists them, with commas."""
        return cls(frozenset(filter(None, (part.strip().lower() for part in setting.split(",")))))

    def allow(self, url: URL) -> bool:
        """Whether we go there: by name, exactly or below it, never by something that only ends alike."""
        host = (url.host or "").lower()
        if url.user is not None or url.password is not None or not host:
            return False
        if host in self.more or f"{host}:{url.port}" in self.more:
            return url.scheme in ("http", "https")
        return url.scheme == "https" and url.port == 443 and is_below(host, ZALO_HOSTS)


def is_below(host: str, names: Iterable[str]) -> bool:
    """Whether the host is one of these names or has one as its end, after a dot."""
    return any(host == name or host.endswith(f".{name}") for name in names)


class Fetching:
    """Downloads."""

    def __init__(self, wire: Wire, hosts: Hosts) -> None:
        self._wire = wire
        self._hosts = hosts

    async def fetch(self, address: str) -> bytes:
        """The bytes, at most 20 MB. Raises Refused for what is gone, too large or elsewhere, ChannelDown."""
        try:
            return await self._followed(URL(address))
        except TimeoutError:
            raise ChannelDown("The file did not come in time.") from None
        except (ClientError, OSError, ValueError) as problem:
            raise ChannelDown(f"The file did not come: {type(problem).__name__}.") from None

    async def _followed(self, url: URL) -> bytes:
        for _ in range(MOST_HOPS):
            if not self._hosts.allow(url):
                raise Refused("Files are fetched from no such place.")
            found = await self._got(url)
            if isinstance(found, bytes):
                return found
            url = url.join(found)
        raise Refused("The file is sent from place to place.")

    async def _got(self, url: URL) -> bytes | URL:
        """The bytes, or where they are instead."""
        timeout = ClientTimeout(total=SECONDS, sock_connect=CONNECT_SECONDS)
        asking = self._wire.session().get(url, headers=AGENT, timeout=timeout, allow_redirects=False)
        async with asking as response:
            if 300 <= response.status < 400:
                return URL(response.headers.get("Location", ""))
            if response.status in GONE:
                raise Refused("The file is not there any more.")
            if response.status != HTTPStatus.OK:
                raise ChannelDown("The file was not given.")
            return await small_enough(response)


async def small_enough(response: ClientResponse) -> bytes:
    """The body; Refused if it is too large."""
    if (response.content_length or 0) > MOST_BYTES:
        raise Refused("too_large")
    try:
        return await body_of(response, MOST_BYTES)
    except ValueError:
        raise Refused("too_large") from None
