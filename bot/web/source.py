"""Where a request comes from: the network address that floods are counted by; never kept in the clear."""

from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import web

HOME = 64  # one home or phone has a whole /64 of IPv6 addresses


def source_of(request: web.Request, behind_proxy: bool) -> str:
    """The sender's network address, "" if it cannot be told. Only the last proxy's word counts: it is our own."""
    named = request.headers.getall("X-Forwarded-For", [""])[-1].rpartition(",")[2] if behind_proxy else ""
    return network(named.strip() or request.remote or "")


def network(address: str) -> str:
    """An IPv4 address as it is, an IPv6 address as its /64; "" for what is neither."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ip_network((int(found), HOME), strict=False))
    return str(found)
