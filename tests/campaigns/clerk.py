"""Somebody at a desk with a browser: signs in, sends forms, and sends them again when the line broke, as people do."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from tests.county import PASSWORD

PATIENCE = 90.0   # seconds until what is asked again and again must be answered
CUT = 0           # in place of a status: no answer came


@dataclass
class Ledger:
    """What was asked for and what came back, kept apart from the program. `told`: (kind, mark) → whether it was said to be done; `cut`: answers that broke off in the
    middle; `wordless`: errors that said nothing a clerk can use; `words`: what the others said."""

    told: dict[tuple[str, str], bool] = field(default_factory=dict)
    cut: int = 0
    wordless: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, mark: str, status: int) -> None:
        """One deed, after the last answer to it."""
        with self.lock:
            self.told[kind, mark] = status in (302, 303)

    def done(self) -> int:
        """How many were said to be done."""
        with self.lock:
            return sum(self.told.values())


class Unanswered(Exception):
    """Sent again and again, and nobody answered."""


class Clerk:
    """One browser. `address()` says where the program is served now; `patience`: seconds for which something is sent again."""

    def __init__(self, account: str, address: Callable[[], str], ledger: Ledger, patience: float = PATIENCE) -> None:
        self.account, self._address, self.ledger, self._patience = account, address, ledger, patience
        self._cookies, self.led_to = SimpleCookie(), ""

    def sign_in(self) -> None:
        """Through the door, as everybody."""
        self.ask("GET", "/sign-in/")
        status, _ = self.ask("POST", "/sign-in/", {"username": self.account, "password": PASSWORD})
        if status != 302:
            raise RuntimeError(f"{self.account} was not let in: {status}")

    def do(self, kind: str, mark: str, path: str, form: Mapping[str, str], **files: tuple[str, bytes]) -> int:
        """Sends a form until it is answered, notes it under its mark, and gives back the status."""
        status = CUT
        try:
            status, _ = self.ask("POST", path, form, **files)
        finally:
            self.ledger.note(kind, mark, status)
        return status

    def look(self, path: str) -> str:
        """A page."""
        status, page = self.ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{self.account}: {path} {status}")
        return page

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None, **files: tuple[str, bytes]) -> tuple[int, str]:
        """(status, text) of the first answer that is none of trouble: until then the same is sent again."""
        until = time.monotonic() + self._patience
        while time.monotonic() < until:
            status, text = self._once(method, path, form, files)
            if status >= 500:
                self._troubled(status, f"{method} {re.sub('[0-9a-f-]{36}', '…', path)} {status}", text)
            elif status and self.led_to.startswith("/sign-in/") and not path.startswith("/sign-in/"):
                self.sign_in()   # the session is over, as the page says
            elif status:
                return status, text
            time.sleep(0.1)
        raise Unanswered(f"{self.account}: {method} {path}")

    def _troubled(self, status: int, what: str, text: str) -> None:
        said = re.search("<p>([^<]*没有写入一半[^<]*)</p>", text)
        if status == 500 or said is None:
            self.ledger.wordless += 1
            self.ledger.errors[what] += 1
        else:
            self.ledger.words[said[1]] += 1

    def _once(self, method: str, path: str, form: Mapping[str, str] | None, files: Mapping[str, tuple[str, bytes]]) -> tuple[int, str]:
        parts = urlsplit(self._address())
        line = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
        body, kind = self._body(form, files)
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items()), "Content-Type": kind}
        try:
            line.connect()
        except OSError:
            return CUT, ""
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException):
            self.ledger.cut += method == "POST"
            return CUT, ""
        finally:
            line.close()
        self.led_to = answer.headers.get("Location") or ""
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self._cookies.load(cookie)
        return answer.status, text

    def _body(self, form: Mapping[str, str] | None, files: Mapping[str, tuple[str, bytes]]) -> tuple[bytes | None, str]:
        if form is None:
            return None, ""
        said = {**form, "csrfmiddlewaretoken": self._cookies["csrftoken"].value}
        if not files:
            return urlencode(said).encode(), "application/x-www-form-urlencoded"
        border = uuid4().hex
        parts = [f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in said.items()]
        for name, (file_name, content) in files.items():
            head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
            parts.append(head.encode() + content + b"\r\n")
        return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"
