"""Files that people send on Zalo: fetched from Zalo's own hosts alone, each hop looked at, never more than we take."""

from collections.abc import Iterable
from ipaddress import ip_address

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.channels import ChannelDown, Refused, Throttled
from bot.channels.body import body_of

ZALO_DOMAINS = ("zdn.vn", "dlfl.vn", "dlmd.me", "flchat.vn")  # the last one redirects to the others
PORTS = (443, None)
MOST_HOPS = 3
LATER = 30.0  # seconds, if a host that is asked too often does not say
PATIENCE = ClientTimeout(total=55.0, sock_connect=5.0)  # below what the desk gives a download
AGENT = {"User-Agent": "langnghe", "Accept": "*/*"}  # and no Referer: a foreign one is answered 403
GONE = (401, 403, 404, 410)  # a link that has run out, or was never good: who sent it is asked to send it again


def hosts_in(setting: str) -> tuple[str, ...]:
    """The hosts in a list with commas, each perhaps with its port, as `allowed` and `download` take them."""
    return tuple(host for part in setting.split(",") if (host := part.strip().lower()))


def allowed(url: str, more: Iterable[str] = ()) -> bool:
    """Whether a file may be fetched there: https on Zalo's hosts or those of `more`; plain http on this machine."""
    try:
        parsed = URL(url)
        host, odd = (parsed.host or "").lower(), parsed.user or parsed.password
    except ValueError:
        return False
    if not host or odd:
        return False
    if {host, f"{host}:{parsed.port}"} & set(more):
        return parsed.scheme == "https" or (parsed.scheme == "http" and is_here(host))
    ours = any(host == domain or host.endswith(f".{domain}") for domain in ZALO_DOMAINS)
    return ours and parsed.scheme == "https" and parsed.explicit_port in PORTS


def is_here(host: str) -> bool:
    """Whether a host is this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def download(session: ClientSession, url: str, more: Iterable[str], most_bytes: int) -> bytes:
    """The bytes at this address; raises ChannelDown or Throttled to be tried again, Refused to give up."""
    hosts = tuple(more)
    for _ in range(MOST_HOPS + 1):
        if not allowed(url, hosts):
            raise Refused("This is no host of Zalo's.")
        try:
            found = await hop(session, url, most_bytes)
        except (ClientError, OSError, TimeoutError, ValueError):
            raise ChannelDown("The host of the file does not answer.") from None
        if isinstance(found, bytes):
            return found
        url = found
    raise Refused("The file leads from host to host.")


async def hop(session: ClientSession, url: str, most_bytes: int) -> bytes | str:
    """The bytes at this very address, or where it points to."""
    asking = session.get(URL(url), headers=AGENT, timeout=PATIENCE, allow_redirects=False)
    async with asking as response:
        if 300 <= response.status < 400:
            return str(response.url.join(URL(response.headers.get("Location", ""))))
        if problem := problem_of(response.status):
            raise problem
        if (body := await body_of(response, most_bytes)) is None:
            raise Refused("too_large")
        return body


def problem_of(status: int) -> Refused | Throttled | ChannelDown | None:
    """What follows an answer that is no file."""
    if status in GONE:
        return Refused("The file is not there any more.")
    if status == 429:
        return Throttled(LATER)
    return None if status == 200 else ChannelDown("The host of the file cannot do it now.")
