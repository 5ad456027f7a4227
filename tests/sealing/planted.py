"""Known numbers and words planted by every door of the program; and where they are looked for afterwards, in clear or as somebody codes them who does not seal them."""

import base64
import io
import logging
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from bangfu.accounts import codes
from bangfu.accounts.actions import enrol_second_step
from bangfu.backups.taking import take
from bangfu.crosscheck.actions import request_run
from bangfu.deliveries.actions import receive
from bangfu.organization.actor import Actor
from bangfu.registry.actions import correct_household, correct_person, register_household
from bangfu.rules.refusal import Refused
from bangfu.sealing.logs import NumbersAreMasked
from bangfu.sealing.ring import ring
from bangfu.work.worker import sweep
from tests.accounts.phone import NOW, code_of
from tests.clean_database import owning
from tests.county import TOWNSHIP, County
from tests.deliveries.office import Line, applied, compared, ledger, national, number, of, workbook
from tests.evidence.papers import photo

BACKEND = "django.contrib.auth.backends.ModelBackend"
APART = b" -\t"   # what digits of a number are parted by, and still are that number
FEWEST_LETTERS = 8         # of a word that is looked for: shorter ones stand anywhere by chance


@dataclass
class Planted:
    """`words`: kind → what must lie nowhere in clear. `seen`: where from → what came out of the program by a way that keeps no secret."""

    words: dict[str, list[str]] = field(default_factory=dict)
    seen: list[tuple[str, bytes]] = field(default_factory=list)

    def plant(self, kind: str, word: str) -> str:
        """Remembers a word, and gives it back."""
        assert len(word) >= FEWEST_LETTERS, word
        self.words.setdefault(kind, []).append(word)
        return word

    def count(self) -> int:
        return sum(map(len, self.words.values()))


class Overheard(logging.Handler):
    """Every line of every logger at every level, as the program's own handler would write it: through the filter of the settings."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.addFilter(NumbersAreMasked())
        self.setFormatter(logging.Formatter(fmt=settings.LOGGING["formatters"]["plain"]["format"], style="{"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@dataclass
class Visitor:
    """Somebody in a browser, whose addresses, ways onward and answers are written down."""

    planted: Planted
    client: Client

    @classmethod
    def of(cls, planted: Planted, county: County, who: str) -> "Visitor":
        client = Client(raise_request_exception=False)
        client.force_login(county.user(who), backend=BACKEND)
        return cls(planted, client)

    def ask(self, name: str, **at: Any) -> None:
        """Looks at a page."""
        self._note(self.client.get(reverse(name, kwargs=at)), name)

    def send(self, name: str, *, form: dict[str, Any], tells: bool = False, **at: Any) -> None:
        """Sends a form. `tells`: the answer is the one that shows a number whole, which is asked for, and only its headers are looked at."""
        self._note(self.client.post(reverse(name, kwargs=at), form), name, *(str(one) for one in form.values()), tells=tells)

    def _note(self, answer: Any, name: str, *typed: str, tells: bool = False) -> None:
        content = b"" if tells else b"".join(answer.streaming_content) if answer.streaming else answer.content
        for word in typed:   # what somebody typed stands in their own form again when it is refused
            content = content.replace(escape(word).encode(), b"") if word else content
        asked = f"{answer.request['PATH_INFO']}?{answer.request['QUERY_STRING']} {dict(answer.headers)}"
        self.planted.seen += [(f"the answer {answer.status_code} of {name}", content), (f"the address or the headers of {name}", asked.encode())]


def use_the_program(county: County, people: int, backups: Path) -> Planted:
    """Plants what so many households bring, by lists, forms, papers, voices, the door and the second step; has things fail; and takes a backup."""
    planted = Planted()
    with overhearing() as heard:
        lines = _people(planted, people)
        _lists(planted, county.township_clerk, lines)
        _forms(planted, county, lines)
        _door(planted, county)
        _second_step(planted, county.township_clerk)
        _failures(planted, county, lines)
        taken = take(backups)
    planted.seen.append(("the log", "\n".join(heard.lines).encode()))
    planted.seen += [(f"the backup's {path.name}", path.read_bytes()) for path in taken.folder.rglob("*") if path.is_file()]
    return planted


@contextmanager
def overhearing() -> Iterator[Overheard]:
    """Every logger speaks at every level meanwhile."""
    heard, loggers = Overheard(), [logging.getLogger(name) for name in ("", "bangfu", "django", "axes")]
    levels, handlers = [one.level for one in loggers], loggers[0].handlers
    loggers[0].handlers = [heard]
    for one in loggers:
        one.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        loggers[0].handlers = handlers
        for one, level in zip(loggers, levels, strict=True):
            one.setLevel(level)


def _people(planted: Planted, people: int) -> list[Line]:
    return [
        Line(f"0099777{nth:04d}", f"0099777{nth:04d}01", f"覃密{chr(0x4E00 + nth)}", planted.plant("ID number", number(nth % 999 + 1, date(1951 + nth % 40, 3, 4))),
             phone=planted.plant("phone", f"155{nth:03d}48217"[:11]))
        for nth in range(people)
    ]


def _lists(planted: Planted, by: Actor, lines: list[Line]) -> None:
    """One that comes in, one at its preview with rows sent back, one that cannot be read, whose names and cells hold numbers where none belong."""
    applied(by, national(lines))
    wrong = [one.but(id_number=planted.plant("wrong ID number", f"9901219{nth:03d}0131{nth:04d}")) for nth, one in enumerate(lines)]
    compared(by, national(wrong))
    applied(by, ledger([one.but(name=one.name[:-1] + "朋") for one in lines]), layout="village_ledger")
    receive(by, layout="national_persons", file_name=f"{lines[0].name}{lines[0].id_number}.xlsx", content=workbook([["一", "二"], [lines[0].id_number, lines[0].phone]]))
    receive(by, layout="national_persons", file_name="坏.xlsx", content=b"PK" + lines[0].id_number.encode())
    sweep()


def _forms(planted: Planted, county: County, lines: list[Line]) -> None:
    """What a clerk types, and the pages that show it masked."""
    clerk, by, one = Visitor.of(planted, county, "township_clerk"), county.township_clerk, lines[0]
    person, household = of(one.name).person_id, of(one.name).household_id
    bank, other = planted.plant("bank account", "622999481200037718"), planted.plant("ID number", number(888, date(1949, 5, 6)))
    phone, note = planted.plant("phone", "15588173402"), planted.plant("phone", "15588173499")
    correct_household(by, household=household, changes={"bank_account": bank, "collector_phone": phone}, reason=f"存折{bank}")
    correct_person(by, person=person, changes={"id_number": other}, reason=f"身份证写的是{other}")
    clerk.send("keep_household_paper", household=household, form={"kind": "household_register", "file": _file(photo(), f"{other}.jpg"), "note": f"电话{note}"})
    clerk.send("send_voice", form={"kind": "complaint", "matter": "work", "words": f"{one.name}{one.id_number}没有人管，电话{note}"})
    clerk.send("unmask", person=person, form={"column": "id_number", "reason": "电话里核对"}, tells=True)
    clerk.send("correct_person", person=person, form={"name": "改名", "id_number": one.id_number + "9", "reason": "看错", "seen": "x"})
    for words in (other, phone, lines[-1].id_number):
        clerk.send("search", form={"words": words})
        clerk.send("found_column", form={"lines": words})
        clerk.send("paste_roster", place=TOWNSHIP, form={"lines": words})
    for name in ("person", "person_record"):
        clerk.ask(name, person=person)
    for name in ("household", "household_record", "contradictions"):
        clerk.ask(name, household=household)
    for name in ("roster", "findings", "village_findings", "overview", "figures"):
        clerk.ask(name, place=TOWNSHIP)
    for name in ("today", "deliveries", "journal", "my_voices", "failed_work", "my_account"):
        clerk.ask(name)
    request_run(county.county_officer, at=TOWNSHIP[:6])
    sweep()
    clerk.send("export_roster", place=TOWNSHIP, form={"by": "person"})


def _file(content: bytes, name: str) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def _door(planted: Planted, county: County) -> None:
    """Passwords that are right, wrong, typed where the account belongs, and changed."""
    right, wrong = planted.plant("password", "岩脚竹园-2026-甲乙丙"), planted.plant("password", "zhuyuan-yanjiao-2026")
    user = county.user("village_clerk")
    user.set_password(right)
    user.save()
    visitor = Visitor(planted, Client())
    for account, password in ((user.username, wrong), (wrong, user.username), (planted.words["ID number"][0], wrong), (user.username, right)):
        visitor.send("sign_in", form={"username": account, "password": password, "next": "/"})
    visitor.send("change_my_password", form={"current": wrong, "password": right, "again": right})
    visitor.send("enrol_second_step", form={"code": "000000", "current": wrong})


def _second_step(planted: Planted, by: Actor) -> None:
    secret = codes.new_secret()
    with patch.object(codes, "moment", lambda: NOW):   # the clock of the phone stands still
        papers = enrol_second_step(by, secret=secret, code=code_of(secret, -1), this=None)
    raw = ring().unseal_bytes(secret, codes.SECRET)
    planted.plant("second step", codes.key_in_letters(secret).replace(" ", ""))
    planted.plant("second step", raw.hex())
    for one in papers:
        planted.plant("recovery code", one.replace("-", ""))


def _failures(planted: Planted, county: County, lines: list[Line]) -> None:
    """A page and a job that break over a number, a refusal that speaks of one, and an address that holds one."""
    officer, one = Visitor.of(planted, county, "county_officer"), lines[-1]
    broken = ValueError(f"no such person {one.id_number}, phone {one.phone}")
    with patch("bangfu.registry.queries.household_file", side_effect=broken):
        officer.ask("household", household=of(one.name).household_id)
    with patch("bangfu.crosscheck.jobs.run", side_effect=broken):
        request_run(county.county_officer, at=TOWNSHIP)
        sweep()
    told: dict[str, Any] = {"head": {"name": "重号", "id_number": one.id_number}, "values": {}, "kind": "moved_in", "reason": "入户看过"}
    with suppress(Refused):
        register_household(county.township_clerk, number="", place=f"{TOWNSHIP}001", since=date(2024, 1, 1), **told)
    officer.client.get(f"/persons/{one.id_number}/")
    Visitor.of(planted, county, "administrator").ask("failed_work")


def whereabouts(planted: Planted, *, disks: bool = False) -> list[str]:
    """Where a planted word stands, in words. [] when it stands nowhere. `disks`: also the files of PostgreSQL's server, its log of writes among them."""
    wanted = {coded: f"{kind} {how}" for kind, words in planted.words.items() for word in words for how, coded in codings(word)}
    places = chain(planted.seen, _kept(), _server_files() if disks else ())
    return [f"{what} in {where}" for where, content in places for what in sorted({wanted[one] for one in found_in(content, wanted)})]


def codings(word: str) -> Iterator[tuple[str, bytes]]:
    """(how, bytes): the ways in which a word lies open though nobody reads it at a glance."""
    plain = word.encode()
    yield "in clear", plain
    yield "reversed", word[::-1].encode()
    yield "in hex", plain.hex().encode()
    yield "in HEX", plain.hex().upper().encode()
    yield "escaped", word.encode("unicode_escape")
    yield "as UTF-16", word.encode("utf-16-le")
    yield "as UTF-16", word.encode("utf-16-be")
    for shift in range(3):   # wherever the word begins in what is coded
        coded = base64.b64encode(b"\0" * shift + plain)
        yield "in base64", coded[(0, 2, 3)[shift]:len(coded) - (0, 3, 2)[(len(plain) + shift) % 3]]


def found_in(content: bytes, wanted: Iterable[bytes]) -> set[bytes]:
    """Which of the words stand in something: as it lies, with what parts digits left out, unzipped, and as the table of a parquet file."""
    whole = [*_unpacked(content)]
    whole += [one.translate(None, APART) for one in whole]
    return {word for word in wanted for one in whole if word in one}


def _unpacked(content: bytes) -> Iterator[bytes]:
    yield content
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as book:
            yield from (book.read(name) for name in book.namelist())
    if content.startswith(b"PAR1"):
        yield str(pq.read_table(io.BytesIO(content)).to_pydict()).encode()


def _kept() -> Iterator[tuple[str, bytes]]:
    """Every file of the data folder, and the database: its file with what is written ahead, or every row of every table."""
    yield from ((f"the file {path.name}", path.read_bytes()) for path in Path(settings.DATA).rglob("*") if path.is_file())
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        yield from ((f"the database{tail}", Path(name + tail).read_bytes()) for tail in ("", "-wal", "-shm") if Path(name + tail).exists())
        return
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10)), \'\') FROM "{table}" t')
            yield f"the table {table}", str(cursor.fetchone()[0]).encode()


def _server_files() -> Iterator[tuple[str, bytes]]:
    """What lies on the disk of the database's server, where this process may read it."""
    if connection.vendor == "sqlite":
        return
    with owning(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()")
        folder, oid = cursor.fetchone()
    found = [path for part in (f"base/{oid}", "pg_wal") for path in (Path(folder) / part).glob("*") if path.is_file()]
    assert found, f"{folder} cannot be read from here"
    for path in found:
        with suppress(FileNotFoundError):   # the server puts files away while it is looked at
            yield f"the server's {path.parent.name}/{path.name}", path.read_bytes()
