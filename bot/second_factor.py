"""The second factor: six digits from a phone (TOTP, RFC 6238), and the picture that puts the secret there."""

import re
from datetime import datetime

import pyotp
import segno
from pyotp.utils import strings_equal

STEP = 30  # seconds
ISSUER = "Lang Nghe"
SIX = re.compile(r"\d{6}")


def new_secret() -> str:
    """A new secret, 160 bits."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, at: datetime) -> int:
    """The step whose code this is, now or one step off for a clock that goes wrong; 0 if it is none of them."""
    digits = re.sub(r"\s", "", code)
    if not secret or not SIX.fullmatch(digits):
        return 0
    now, totp = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    right = [step for step in (now - 1, now, now + 1) if strings_equal(totp.generate_otp(step), digits)]
    return max(right, default=0)


def picture(secret: str, name: str) -> str:
    """The QR code to photograph, as SVG without any style."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_inline(border=3, dark="#000", light="#fff", omitsize=True, lineclass=None)


def spaced(secret: str) -> str:
    """The secret in fours, to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
