"""What the pages offer to those who read them: links with their questions and forms with their fields, read out of the HTML as a browser would."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, ResolverMatch, resolve

from tests.web.routes import DEEDS, PAGES, ROUTES
from tests.web.world import Site

Fields = dict[str, str]
ASKS = {"href": "get", "hx-get": "get", "hx-post": "post", "formaction": ""}
VISITS = 2   # of pages of one kind by one person: the third of a kind offers what the first two did
UNTOLD = {"sign_out"}   # it ends the session that the other cases need


@dataclass
class Offer:
    """An address that answers, whatever pages named it: the path of one example, and every field and file that was seen with it."""

    name: str
    method: str
    path: str
    fields: Fields = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    walked: bool = False   # found on a page, not in the table of routes

    @property
    def match(self) -> ResolverMatch:
        return resolve(self.path)


class Surface:
    """What is offered to each person, by the name of the address and the method."""

    def __init__(self) -> None:
        self.offers: dict[str, dict[tuple[str, str], Offer]] = {}

    def know_routes(self, who: str, site: Site) -> None:
        """Every address there is, also for those to whom no page shows it: they know it from a colleague."""
        for route in (*PAGES, *DEEDS):
            self._note(who, route.method, route.address(site), route.form(site), (), walked=False)

    def walk(self, who: str, client: Client, begin: Iterable[str], most: int) -> int:
        """Follows links from some addresses, at most so many pages, and notes what they offer. Returns how many were read."""
        waiting, seen, of_a_kind, read = list(begin), set[str](), dict[str, int](), 0
        while waiting and read < most:
            address = waiting.pop(0)
            name = _named(urlsplit(address).path)
            if address in seen or not name or of_a_kind.get(name, 0) >= VISITS:
                continue
            seen.add(address)
            of_a_kind[name], read = of_a_kind.get(name, 0) + 1, read + 1
            for asked in offered(client.get(address), address):
                self._note(who, asked.method, asked.path, asked.fields, asked.files, walked=True)
                if asked.method == "get":
                    waiting.append(asked.path + ("?" + "&".join(f"{key}={value}" for key, value in asked.fields.items()) if asked.fields else ""))
        return read

    def _note(self, who: str, method: str, path: str, fields: Fields, files: Iterable[str], *, walked: bool) -> None:
        name = _named(path)
        if not name or name in UNTOLD:
            return
        offer = self.offers.setdefault(who, {}).setdefault((name, method), Offer(name, method, path))
        offer.fields |= {key: value for key, value in fields.items() if value or key not in offer.fields}
        offer.files |= set(files)
        offer.walked |= walked

    def counts(self) -> dict[str, int]:
        """How many addresses, how many of them were found on pages, how many fields."""
        every = {key: [offers[key] for offers in self.offers.values() if key in offers] for offers in self.offers.values() for key in offers}
        fields = {(key, name) for key, offers in every.items() for offer in offers for name in (*offer.fields, *offer.files)}
        return {"addresses": len(every), "walked": sum(any(one.walked for one in offers) for offers in every.values()), "fields": len(fields)}


def _named(path: str) -> str:
    """The name of the address that answers a path; '' for none of ours."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


@dataclass(frozen=True)
class Asked:
    """One thing a page lets one do."""

    method: str
    path: str
    fields: Fields
    files: frozenset[str] = frozenset()


def offered(response: HttpResponseBase, address: str) -> Iterator[Asked]:
    """Every link and form of a page of our own."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = _Page()
    page.feed(response.content.decode(errors="replace"))   # type: ignore[attr-defined]
    for method, where, fields, files in [*page.links, *page.forms]:
        parts = urlsplit(urljoin(address, where))
        if not parts.scheme or parts.netloc in ("", "testserver"):
            yield Asked(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)) | fields, frozenset(files))


class _Page(HTMLParser):
    """Collects (method, address, fields, file fields)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str, Fields, set[str]]] = []
        self.forms: list[tuple[str, str, Fields, set[str]]] = []
        self._open: tuple[str, str, Fields, set[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = (said.get("method", "get").lower(), said.get("action") or said.get("hx-post") or said.get("hx-get") or "", {}, set())
            self.forms.append(self._open)
        self.links += [(method or (self._open[0] if self._open else "post"), said[name], {}, set()) for name, method in ASKS.items() if said.get(name) and tag != "link"]
        if self._open:
            self._note_field(tag, said)

    def _note_field(self, tag: str, said: Fields) -> None:
        assert self._open
        _, _, fields, files = self._open
        if tag == "option" and self._select:
            fields[self._select] = fields.get(self._select) or said.get("value", "")
        name = said.get("name", "")
        if not name or name == "csrfmiddlewaretoken":
            return
        if said.get("type") == "file":
            files.add(name)
        elif tag in ("input", "button", "textarea"):
            fields[name] = fields.get(name) or said.get("value", "")
        elif tag == "select":
            self._select, fields[name] = name, fields.get(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def unknown(surface: Surface) -> set[str]:
    """Addresses of the product that nobody would be asked at."""
    return set(ROUTES) - UNTOLD - {name for offers in surface.offers.values() for name, _ in offers}
