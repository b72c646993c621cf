"""The real program as a process, and headless Chromium pages on it that act and look as a person does."""

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.kill.program import environment, free_port

PHONE = (360, 640)
DESKTOP = (1280, 800)
PATIENCE = 60.0  # seconds until we give up: a crowded machine is no fault
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--mute-audio",
    "--blink-settings=primaryPointerType=4,availablePointerTypes=4",  # a mouse, where touch is not emulated
)  # fmt: skip


def missing() -> str:
    """What the browser tests need and this machine lacks, "" if nothing."""
    return ", ".join(name for name in ("chromium", "chromedriver") if not shutil.which(name))


def until(look: Callable[[], object], what: str) -> None:
    """Wait until this is true; AssertionError that says what never was."""
    deadline = time.monotonic() + PATIENCE
    while not truly(look):
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.05)


def truly(look: Callable[[], object]) -> bool:
    """Whether it is true now; a page that is just being replaced or moved is not."""
    try:
        return bool(look())
    except (StaleElementReferenceException, ElementClickInterceptedException):
        return False


class Program:
    """`langnghe serve` on a free port with a data folder and settings of its own; `start` again after `kill`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._out = folder / "out.txt"
        self._env = environment({"DATA_DIR": str(folder / "data"), "PORT": str(self.port), **settings})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it has greeted."""
        with self._out.open("wb") as out:
            command = [sys.executable, "-m", "bot", "serve"]
            self._process = subprocess.Popen(command, env=self._env, stdout=out, stderr=subprocess.STDOUT)
        until(lambda: "Try it" in self._out.read_text(), "the program started")

    def kill(self) -> None:
        """As if the machine lost its power."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """As a deployer stops it."""
        self._end(signal.SIGTERM)

    def link(self, officer_id: str) -> str:
        """A new one-time link, made on the command line beside the running program."""
        command = [sys.executable, "-m", "bot", "officer", "link", officer_id]
        said = subprocess.run(command, env=self._env, capture_output=True, text=True, check=True).stdout
        found = re.search(r"/o/login\?t=\S+", said)
        assert found, "the command printed no link"
        return found[0]

    def _end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
            self._process = None


@dataclass(frozen=True, slots=True)
class Page:
    """One tab of one browser on the program."""

    driver: Chrome
    address: str

    def open(self, path: str) -> None:
        """Go to a path of the program."""
        self.driver.get(self.address + path)

    def size(self, width: int, height: int, density: float = 1) -> None:
        """The screen in CSS pixels; a phone feels touches and is drawn as one."""
        phone = width <= 500
        screen = {"width": width, "height": height, "deviceScaleFactor": density, "mobile": phone}
        self.cdp("Emulation.setDeviceMetricsOverride", screen)
        self.cdp("Emulation.setTouchEmulationEnabled", {"enabled": phone})

    def stand(self, latitude: float, longitude: float) -> None:
        """Where this tab is, in degrees."""
        self.cdp("Emulation.setGeolocationOverride", {"latitude": latitude, "longitude": longitude, "accuracy": 20})

    def cdp(self, command: str, values: Mapping[str, object]) -> dict[str, object]:
        """Speak to Chromium itself."""
        answer: dict[str, object] = self.driver.execute_cdp_cmd(command, dict(values))
        return answer

    def run(self, script: str) -> object:
        """The value of a script in the page."""
        return self.driver.execute_script(script)

    def all(self, css: str) -> list[WebElement]:
        """Every element that can be seen."""
        return [found for found in self.driver.find_elements(By.CSS_SELECTOR, css) if found.is_displayed()]

    def one(self, css: str) -> None:
        """Wait until such an element can be seen."""
        until(lambda: self.all(css), css)

    def click(self, css: str) -> None:
        """Press the first such element, as soon as it can be seen."""
        until(lambda: pressed(self.all(css)[:1]), css)

    def press(self, words: str) -> None:
        """Press the newest button or link with these words, as soon as it is there."""
        until(lambda: pressed(self._named(words)[-1:]), f"a button {words}")

    def fill(self, css: str, words: str) -> None:
        """Type into a field."""
        until(lambda: typed(self.all(css)[:1], words), css)

    def keys(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def tab_back_to(self, css: str) -> None:
        """Shift and Tab until the focus is on such an element."""
        for _ in range(20):
            if self.driver.switch_to.active_element in self.all(css):
                return
            self.keys(Keys.SHIFT, Keys.TAB)
        raise AssertionError(f"keys cannot reach {css}")

    def texts(self, css: str) -> list[str]:
        """What can be read in each such element."""
        found = self.run(f"return [...document.querySelectorAll({json.dumps(css)})].map((one) => one.innerText)")
        assert isinstance(found, list)
        return found

    def text(self, css: str = "body") -> str:
        """What can be read there."""
        return "\n".join(self.texts(css))

    def sees(self, words: str, css: str = "body") -> None:
        """Wait until these words can be read."""
        until(lambda: words in self.text(css), f"{words!r} in {css}")

    def gone(self, css: str) -> None:
        """Wait until no such element can be seen."""
        until(lambda: not self.all(css), f"no {css}")

    def wide(self) -> str:
        """What is wider than the screen, "" if nothing."""
        return str(self.run(TOO_WIDE))

    def complaints(self) -> list[str]:
        """Errors of the console since the last call, breaches of the policy among them."""
        lines: list[dict[str, str]] = self.driver.execute("getLog", {"type": "browser"})["value"]
        return [line["message"] for line in lines if line["level"] == "SEVERE"]

    def hosts(self) -> set[str]:
        """Every host and port that was asked for anything since the last call."""
        lines: list[dict[str, str]] = self.driver.execute("getLog", {"type": "performance"})["value"]
        said = [json.loads(line["message"])["message"] for line in lines]
        asked = [one["params"] for one in said if one["method"] == "Network.requestWillBeSent"]
        addresses = [urlsplit(one["request"]["url"]) for one in asked]
        return {one.netloc for one in addresses if one.scheme in ("http", "https", "ws", "wss")}

    def visited(self) -> list[str]:
        """The paths the "back" button of this tab could reach, and the one it is on."""
        entries = self.cdp("Page.getNavigationHistory", {})["entries"]
        assert isinstance(entries, list)
        return [urlsplit(entry["url"]).path for entry in entries]

    def _named(self, words: str) -> list[WebElement]:
        return [one for one in self.all("button, a, summary") if one.text.strip().startswith(words)]


def pressed(found: list[WebElement]) -> bool:
    """Press what was found, if anything was."""
    for one in found:
        one.click()
    return bool(found)


def typed(found: list[WebElement], words: str) -> bool:
    """Type into what was found, if anything was."""
    for one in found:
        one.send_keys(words)
    return bool(found)


TOO_WIDE = """
const wide = document.documentElement.clientWidth + 1;
const hidden = (one) => one.closest(".hidden, .skip, .scroll > *, .menu > *") || getComputedStyle(one).clip !== "auto";
const out = (box) => box.width && (box.right > wide || box.left < -1);
const all = [...document.body.querySelectorAll("*")];
const found = all.filter((one) => !hidden(one) && out(one.getBoundingClientRect()));
if (!found.length && document.documentElement.scrollWidth > wide) return "the page itself";
return found.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)).join(" | ");
"""


@contextmanager
def browser(address: str, profile: Path) -> Iterator[Page]:
    """A fresh browser that knows nobody, and lets our pages ask where it is."""
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = Chrome(options, ChromeService(shutil.which("chromedriver")))
    try:
        page = Page(driver, address)
        page.cdp("Browser.grantPermissions", {"origin": address, "permissions": ["geolocation", "audioCapture"]})
        yield page
    finally:
        driver.quit()
