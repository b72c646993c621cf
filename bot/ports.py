"""What may keep the program from listening where the settings say, each with its remedy."""

import errno
import socket


class PortTaken(Exception):
    """Another program listens on this port: stop it, or choose another with LANGNGHE_PORT."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class PortForbidden(Exception):
    """Only root may listen on this port: choose one above 1023 with LANGNGHE_PORT and put a web server in front."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


class NotOurAddress(Exception):
    """LANGNGHE_HOST is no address of this machine: 127.0.0.1 or ::1 is this machine alone, 0.0.0.0 or :: every one."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


REFUSALS = (PortTaken, PortForbidden, NotOurAddress)
BY_NUMBER: dict[int | None, type[Exception]] = {
    errno.EADDRINUSE: PortTaken,
    errno.EACCES: PortForbidden,
    errno.EADDRNOTAVAIL: NotOurAddress,
    errno.EAFNOSUPPORT: NotOurAddress,  # an IPv6 address where there is no IPv6
}


def refusal(problem: OSError) -> Exception:
    """The sentence for what the system said when the port was to be opened; what nobody foresaw as it is."""
    if isinstance(problem, socket.gaierror):
        return NotOurAddress()
    return BY_NUMBER.get(problem.errno, lambda: problem)()
