"""What a page of ours may load, run and send: nothing but from this house, unless a deployer names a map server."""

from urllib.parse import urlsplit

PICTURES = "img-src 'self' blob: data:"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self'; {PICTURES}; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def with_tiles(template: str) -> str:
    """The policy of a page with a map whose tiles come from this address; without one the same as everywhere."""
    if not template:
        return POLICY
    address = urlsplit(template)
    return POLICY.replace(PICTURES, f"{PICTURES} {address.scheme}://{address.netloc}")
