"""Every address, field and question of the product, found by walking its pages, is sent what nobody should send.

A case is somebody, something a page offers them, and an attack on it. What must not come of any: an answer of 500 or above, somebody's text as markup, an address that
leads elsewhere, a refusal without words, a word from out of reach, a page that takes seconds, a job that falls over what was accepted.
"""

import json
import random
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client

from bangfu.english.middleware import chose_english
from bangfu.sealing import files
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import PEOPLE
from tests.web.hostile_words import (
    ALGEBRA,
    BODIES,
    FILES,
    HEADERS,
    KINDS_OF_CONTENT,
    MARK,
    METHODS,
    RECKONED,
    quoted,
    value,
)
from tests.web.routes import PARTS
from tests.web.surface import Offer, Surface
from tests.web.world import World

BACKEND = "django.contrib.auth.backends.ModelBackend"
FORM, IN_PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
LEADING = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data"}
AWAY = re.compile(rf"\s*(javascript:|data:|([a-z]+:)?[/\\]{{2,}}{MARK})", re.IGNORECASE)
SECONDS = 3.0   # of processor time, for an answer
WORDS, ENGLISH_WORDS = (re.compile(r"[\u4e00-\u9fff]"), 5), (re.compile(r"[A-Za-z]+"), 3)   # and the fewest of a sentence: 请写明理由, Give a reason
AT_WORK = ("county_officer", "county_officer", "township_clerk", "township_clerk", "village_clerk", "village_clerk", "security")   # are sent more often
TYPESET = {"registry.print", "crosscheck.print"}   # jobs that take seconds each
FELL = "程序出错"   # what is said of a job that ended in an error of the program
Pairs = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Sent:
    """What goes over the wire. `pairs` go into the address of a GET and into the body of everything else, unless `body` or `query` says otherwise."""

    who: str
    offer: Offer
    how: str
    method: str
    path: str
    pairs: tuple[tuple[bytes, bytes], ...]
    body: bytes | None = None
    query: str | None = None
    content_type: str = FORM
    headers: tuple[tuple[str, str], ...] = ()
    guarded: bool = False   # the token against forged forms is asked for
    struck: tuple[str, ...] = ()   # the fields that hold something hostile

    def __str__(self) -> str:
        said = b"&".join(key + b"=" + one[:60] for key, one in self.pairs if key.decode(errors="replace") in self.struck)
        asked = f"{self.method.upper()} {self.path[:200]} ({self.offer.name}, {self.how} {self.struck}) as {self.who}"
        return f"{asked}: {said!r} {(self.body or b'')[:80]!r} {self.headers} {self.content_type[:80]!r}"


@dataclass
class Figures:
    """`wrong`: cases that ended as none may; `told`: the first of them in words. `fields`: of so many, `struck` held something hostile at least once."""

    database: str
    seed: int
    cases: int
    wrong: int = 0
    addresses: int = 0
    asked: int = 0
    walked: int = 0
    pages: int = 0
    fields: int = 0
    struck: int = 0
    accepted: int = 0
    refused: int = 0
    hidden: int = 0
    seconds: float = 0
    told: list[str] = field(default_factory=list)


class Intruders:
    """Everybody of the cast in a browser of their own, and whoever is not signed in; what each is offered. `printed`: what part of the papers asked for is
    typeset."""

    def __init__(self, world: World, chance: random.Random, printed: float) -> None:
        self.chance, self.printed = chance, printed
        Job.objects.filter(state="waiting").update(state="cancelled")   # what the world asked for is not done again and again
        self.world, self.surface, self.clients = world, Surface(), {"anonymous": Client(raise_request_exception=False)}
        for who in (*PEOPLE, "nobody"):
            self.clients[who] = Client(raise_request_exception=False)
            self.clients[who].force_login(world.county.user(who), backend=BACKEND)
        for who in self.clients:
            self.surface.know_routes(who, world.sites["here"])

    def left_out(self) -> set[str]:
        """Jobs that are not done this time."""
        return set() if self.chance.random() < self.printed else TYPESET

    def walk(self, walkers: int, most: int) -> int:
        """Has so many of them walk through what they are offered, from the first page and from every address they know."""
        read = 0
        for who in self.chance.sample(sorted(self.clients), min(walkers, len(self.clients))):
            begin = ["/", *(offer.path for (_, method), offer in self.surface.offers[who].items() if method == "get")]
            with transaction.atomic():
                read += self.surface.walk(who, self.clients[who], begin, most)
                transaction.set_rollback(True)
        return read

    def known(self) -> list[str]:
        """Values that mean something somewhere: the ids of four villages, the words of a few forms."""
        ids = [one for site in self.world.sites.values() for one in vars(site).values() if isinstance(one, str) and one]
        return ids + [said for offers in self.surface.offers.values() for offer in offers.values() for said in offer.fields.values() if said]


def hostile(cases: int, seed: int, world: World, walked: int, walkers: int = 99, printed: float = 0.2) -> Figures:
    """Tries so many cases. `walkers`: how many of the cast walk through the pages first, at most `walked` pages each. `printed`: as `Intruders`."""
    found, began, chance = Figures(connection.vendor, seed, cases), time.process_time(), random.Random(seed)
    intruders = Intruders(world, chance, printed)
    found.pages = intruders.walk(walkers, walked)
    known, asked, struck = intruders.known(), set[str](), set[tuple[str, str, str]]()
    with patch.object(files, "discard"):   # what is rolled back in the tables would be gone from the disk
        for _ in range(cases):
            sent = drawn(chance, intruders, known)
            asked.add(sent.offer.name)
            struck |= {(sent.offer.name, sent.offer.method, one) for one in sent.struck}
            wrong = [f"{one}: {sent}" for one in tried(sent, intruders, found)]
            found.wrong += bool(wrong)
            found.told += wrong
    counts = intruders.surface.counts()
    found.addresses, found.walked, found.fields = counts["addresses"], counts["walked"], counts["fields"]
    found.asked, found.struck, found.seconds = len(asked), len(struck), round(time.process_time() - began, 1)
    return found


def drawn(chance: random.Random, intruders: Intruders, known: Sequence[str]) -> Sent:
    """One case: most by somebody with a post, at what their pages offer them."""
    who = chance.choice([*intruders.clients, *AT_WORK])
    offers = list(intruders.surface.offers[who].values())
    offer = chance.choice([one for one in offers if one.walked] if chance.random() < 0.8 and any(one.walked for one in offers) else offers)
    pairs = [(key.encode(), said.encode()) for key, said in offer.fields.items()]
    plain = Sent(who, offer, "", offer.method, offer.path, tuple(pairs))
    attack = chance.choices(list(ATTACKS), [weight for weight, _ in ATTACKS.values()])[0]
    return replace(ATTACKS[attack][1](plain, chance, known), how=attack)


def _fields(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """A few fields hold something hostile, the others what they held: so it comes past those who look at the form first."""
    pairs = list(sent.pairs) or [(chance.choice((b"after", b"place", b"page", b"words", b"size", b"sort", b"as_of")), b"")]
    struck = chance.sample(range(len(pairs)), min(len(pairs), chance.choice((1, 1, 1, 1, 2, 3, len(pairs)))))
    for nth in struck:
        pairs[nth] = (pairs[nth][0], value(chance, known))
    return replace(sent, pairs=tuple(pairs), struck=tuple(pairs[nth][0].decode(errors="replace") for nth in struck))


def _shape(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """Fields are missing, said again and again, and others are there that nobody asked for; one is hostile too."""
    pairs: Pairs = [one for one in sent.pairs if chance.random() < 0.6]
    pairs += [chance.choice(pairs)] * chance.choice((1, 2, 200)) if pairs else []
    if chance.random() < 0.5:
        pairs.append((value(chance, known)[:300], value(chance, known)))
    return _fields(replace(sent, pairs=tuple(pairs)), chance, known) if chance.random() < 0.5 else replace(sent, pairs=tuple(pairs))


def _path(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """A part of the address is another: of somebody else, or of nobody."""
    parts = [str(one) for one in sent.offer.match.kwargs.values()]
    if not parts:
        return _fields(sent, chance, known)
    return replace(sent, path=sent.path.replace(chance.choice(parts), quoted(value(chance, known)[:2000]) or "x", 1), struck=("address",))


def _method(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    return replace(sent, method=chance.choice(METHODS))


def _headers(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """One to three odd headers; a field may be hostile beside them."""
    headers = tuple((name, chance.choice(said)) for name, said in chance.sample(HEADERS, chance.choice((1, 1, 2, 3))))
    return replace(_fields(sent, chance, known) if chance.random() < 0.3 else sent, headers=headers)


def _content(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """What is sent is not what it says it is."""
    body = chance.choice(BODIES) if chance.random() < 0.6 else _encoded(sent.pairs)
    kind = IN_PARTS if chance.random() < 0.25 else chance.choice(KINDS_OF_CONTENT)
    return replace(sent, method=chance.choice(("post", "post", "post", "get", "put")), body=body, content_type=kind)


def _files(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """A form with files, whole or cut off; the files are what nobody asked for, also where none are asked for, or text stands in their place."""
    if sent.offer.method != "post":
        return _fields(sent, chance, known)
    sent = _fields(sent, chance, known) if chance.random() < 0.3 else sent
    names = [one.encode() for one in sorted(sent.offer.files) or ["file"]]
    files = [_part(name, b"text") if chance.random() < 0.1 else _file_part(name, *chance.choice(FILES)) for name in names]
    body = b"".join([*(_part(key, said) for key, said in sent.pairs), *files]) + b"--x--\r\n"
    body = body[:len(body) // 2] if chance.random() < 0.1 else body
    return replace(sent, method="post", body=body, content_type=IN_PARTS, struck=(*sent.struck, *sent.offer.files))


def _forged(sent: Sent, chance: random.Random, known: Sequence[str]) -> Sent:
    """A form from another site: without its token, or with a false one."""
    token = chance.choice(((), ((b"csrfmiddlewaretoken", b"x" * 64),), ((b"csrfmiddlewaretoken", value(chance, known)),)))
    return replace(sent, method="post", pairs=(*sent.pairs, *token), guarded=True)


ATTACKS: dict[str, tuple[int, Callable[[Sent, random.Random, Sequence[str]], Sent]]] = {
    "fields": (50, _fields), "shape": (10, _shape), "path": (10, _path), "method": (4, _method),
    "headers": (10, _headers), "content": (6, _content), "files": (6, _files), "forged": (4, _forged),
}


def _part(name: bytes, said: bytes) -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="' + name.replace(b'"', b"%22") + b'"\r\n\r\n' + said + b"\r\n"


def _file_part(name: bytes, file_name: str, kind: str, content: bytes) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="' + name + b'"; filename="' + file_name.encode() + b'"\r\nContent-Type: ' + kind.encode()
    return head + b"\r\n\r\n" + content + b"\r\n"


def _encoded(pairs: Sequence[tuple[bytes, bytes]]) -> bytes:
    return "&".join(f"{quoted(key)}={quoted(said)}" for key, said in pairs).encode()


def tried(sent: Sent, intruders: Intruders, found: Figures, besides: Callable[[Any], Iterable[str]] = lambda _: ()) -> Iterator[str]:
    """Sends one case, follows where it leads, and says what is wrong with the answers; `besides`: with the first, beside what is wrong with any. Everything is as
    before afterwards."""
    client = intruders.clients[sent.who]
    kept = client.cookies.output(header="")
    client.handler.enforce_csrf_checks = sent.guarded
    began, kept_from = time.process_time(), intruders.world.kept_from(getattr(intruders.world.county, sent.who)) if sent.who != "anonymous" else []
    with transaction.atomic():
        response = _ask(client, sent)
        wrong = [*complaints(response, sent, kept_from), *besides(response)]
        onward = response.get("Location", "")
        if response.status_code in (302, 303) and not wrong:
            wrong += complaints(client.get(onward), replace(sent, method="get", headers=()), kept_from)
        if sweep(but=intruders.left_out()) and (fallen := Job.objects.filter(error__startswith=FELL).first()):
            wrong.append(f"the job {fallen.name} fell")
        transaction.set_rollback(True)
    client.cookies.clear()   # also those that came: a language, a session
    client.cookies.load(kept)
    if (took := time.process_time() - began) > SECONDS:
        wrong.append(f"took {took:.1f} s")
    found.accepted += response.status_code < 400
    found.refused += response.status_code in (400, 401, 403, 405, 409, 413, 429)
    found.hidden += response.status_code == 404
    yield from wrong


def _ask(client: Client, sent: Sent) -> Any:
    is_asked = sent.method in ("get", "head") and sent.body is None
    extra = dict(sent.headers)
    if "HTTP_COOKIE" in extra:
        extra["HTTP_COOKIE"] += "; " + "; ".join(f"{one.key}={one.coded_value}" for one in client.cookies.values())
    body = b"" if is_asked else _encoded(sent.pairs) if sent.body is None else sent.body
    query = sent.query if sent.query is not None else _encoded(sent.pairs).decode() if is_asked else ""
    return client.generic(sent.method.upper(), sent.path, body, sent.content_type, QUERY_STRING=query, **extra)


def complaints(response: Any, sent: Sent, kept_from: Sequence[str]) -> Iterator[str]:
    """What is wrong with an answer."""
    status, shown = response.status_code, _body(response)
    if status >= 500:
        yield f"{status} {_why(response)}"
        return
    for name in ("Location", "HX-Redirect", "HX-Location"):
        if urlsplit(response.get(name, "").replace("\\", "/")).netloc not in ("", "testserver"):
            yield f"leads to {response[name]}"
    if any(MARK in name.lower() for name in response.headers):
        yield "a header from outside"
    if response.get("Content-Type", "").startswith("text/html"):
        yield from (f"markup from outside: {one}" for one in _Foreign(shown).found)
        if RECKONED in shown:
            yield f"{ALGEBRA} was reckoned"
        if not shown.strip() and status == 200 and sent.method not in ("head", "options") and response.resolver_match.url_name not in PARTS:
            yield "an empty page"
    if status >= 400 and sent.method != "head" and "HX-Redirect" not in response and not _in_words(response, shown):
        yield f"{status} without words"
    words = sent.path.encode() + b" ".join(part for pair in sent.pairs for part in pair)   # what somebody said themselves is no secret to them
    yield from (f"shows {secret}" for secret in kept_from if secret in shown and secret.encode() not in words)


def _body(response: HttpResponseBase) -> str:
    chunks = response.streaming_content if response.streaming else [response.content]   # type: ignore[attr-defined]
    return b"".join(chunks).decode(errors="replace")


def _in_words(response: Any, shown: str) -> bool:
    """Whether an answer says something; a case that chose English is answered so, with a part of a page too."""
    is_page = response.get("Content-Type", "").startswith("text/html")
    word, fewest = ENGLISH_WORDS if is_page and chose_english(response.wsgi_request) else WORDS
    return len(word.findall(_said(response, shown))) >= fewest


def _said(response: HttpResponseBase, shown: str) -> str:
    return str(json.loads(shown)) if response.get("Content-Type", "").startswith("application/json") else re.sub(r"(?s)<title>.*?</title>|<[^>]*>", "", shown)


def _why(response: Any) -> str:
    """The error and the last line of ours that it came through."""
    if not getattr(response, "exc_info", None):
        return "without an error"
    kind, error, trace = response.exc_info
    ours = [one for one in traceback.extract_tb(trace) if "/bangfu/" in one.filename] or traceback.extract_tb(trace)
    return f"{kind.__name__}: {str(error)[:120]} ({ours[-1].filename.rpartition('/bangfu/')[2]}:{ours[-1].lineno})"


class _Foreign(HTMLParser):
    """Finds what became markup though somebody sent it: a tag, the name of an attribute, an address that leads away or runs."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        if MARK in page:
            self.feed(page)
            self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if MARK in tag:
            self.found.append(f"<{tag}>")
        for name, said in attrs:
            if MARK in name:
                self.found.append(f"<{tag} {name}>")
            elif name in LEADING and AWAY.match(said or ""):
                self.found.append(f"<{tag} {name}={(said or '')[:80]!r}>")


def kinds(told: Sequence[str]) -> dict[str, int]:
    """What went wrong → how often, without what was sent."""
    return dict(Counter(re.sub(r"[0-9a-f-]{32,}|\d{5,}", "…", one.split(": GET ")[0].split(": POST ")[0])[:200] for one in told).most_common())
