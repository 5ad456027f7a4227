"""What the pages offer to those who read them: links with their questions and forms with their fields, read out of the HTML as a browser would."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
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
PATHS = 12   # of one address, kept as examples
UNTOLD = {"sign_out"}   # it ends the session that the other cases need


@dataclass(frozen=True)
class Kind:
    """What a page says a field takes, as a browser holds people to it: `type` is that of the input, or textarea, or select; '' where a link asked."""

    type: str = ""
    options: tuple[str, ...] = ()
    needed: bool = False
    longest: int = 0   # 0 where it does not say

    def also(self, other: "Kind") -> "Kind":
        """What holds wherever the two were seen."""
        longest = max(self.longest, other.longest) if self.longest and other.longest else 0
        return Kind(self.type or other.type, tuple(dict.fromkeys((*self.options, *other.options))), self.needed and other.needed, longest)


@dataclass
class Asked:
    """One thing a page lets one do."""

    method: str
    path: str
    fields: Fields = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    kinds: dict[str, Kind] = field(default_factory=dict)


@dataclass
class Offer:
    """An address that answers, whatever pages named it: the path of one example, and every field and file that was seen with it. `paths`: the first few that were
    seen; `answers`: kinds of content that came on the walk."""

    name: str
    method: str
    path: str
    fields: Fields = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    kinds: dict[str, Kind] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    answers: set[str] = field(default_factory=set)
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
            self._note(who, Asked(route.method, route.address(site), dict(route.form(site))), walked=False)

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
            answer = client.get(address)
            if answer.status_code == 200 and (known := self.offers.get(who, {}).get((name, "get"))):
                known.answers.add(answer.get("Content-Type", "").partition(";")[0])
            for asked in offered(answer, address):
                self._note(who, asked, walked=True)
                if asked.method == "get":
                    waiting.append(asked.path + ("?" + "&".join(f"{key}={value}" for key, value in asked.fields.items()) if asked.fields else ""))
        return read

    def _note(self, who: str, asked: Asked, *, walked: bool) -> None:
        name = _named(asked.path)
        if not name or name in UNTOLD:
            return
        offer = self.offers.setdefault(who, {}).setdefault((name, asked.method), Offer(name, asked.method, asked.path))
        offer.fields |= {key: value for key, value in asked.fields.items() if value or key not in offer.fields}
        offer.files |= asked.files
        offer.paths += [asked.path] if asked.path not in offer.paths and len(offer.paths) < PATHS else []
        offer.kinds |= {key: offer.kinds.get(key, kind).also(kind) for key, kind in asked.kinds.items()}
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


def offered(response: HttpResponseBase, address: str) -> Iterator[Asked]:
    """Every link and form of a page of our own."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = _Page()
    page.feed(response.content.decode(errors="replace"))   # type: ignore[attr-defined]
    for one in [*page.links, *page.forms]:
        parts = urlsplit(urljoin(address, one.path))
        if not parts.scheme or parts.netloc in ("", "testserver"):
            yield replace(one, path=parts.path, fields=dict(parse_qsl(parts.query, keep_blank_values=True)) | one.fields)


class _Page(HTMLParser):
    """Collects what is asked where, the addresses as they stand there. A field may stand outside of its form and name it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Asked] = []
        self.forms: list[Asked] = []
        self._named = dict[str, Asked]()
        self._open: Asked | None = None
        self._select: tuple[Asked, str] | None = None
        self._worded = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = self._form(said.get("id", ""))
            self._open.method, self._open.path = said.get("method", "get").lower(), said.get("action") or said.get("hx-post") or said.get("hx-get") or ""
            self.forms.append(self._open)
        form = self._form(said["form"]) if said.get("form") else self._open
        self.links += [Asked(method or (form.method if form else "post"), said[name]) for name, method in ASKS.items() if said.get(name) and tag != "link"]
        if form:
            self._note_field(form, tag, said)

    def _form(self, name: str) -> Asked:
        return self._named.setdefault(name, Asked("get", "")) if name else Asked("get", "")

    def _note_field(self, form: Asked, tag: str, said: Fields) -> None:
        name = said.get("name", "")
        if tag == "option" and self._select:
            self._note_option(*self._select, said)
        if not name or name == "csrfmiddlewaretoken" or tag not in ("input", "button", "textarea", "select"):
            return
        if said.get("type") == "file":
            form.files.add(name)
        elif tag == "select":
            self._select, form.fields[name] = (form, name), form.fields.get(name, "")
        else:
            form.fields[name] = form.fields.get(name) or said.get("value", "")
        kind = said.get("type", "text") if tag == "input" else tag
        self._note_kind(form, name, Kind(kind, (said["value"],) if said.get("value") else (), "required" in said, int(said.get("maxlength") or 0)))

    def _note_option(self, form: Asked, name: str, said: Fields) -> None:
        form.fields[name] = form.fields.get(name) or said.get("value", "")
        self._note_kind(form, name, Kind("select", (said["value"],) if "value" in said else ()))
        self._worded = "value" not in said

    def _note_kind(self, form: Asked, name: str, kind: Kind) -> None:
        before = form.kinds.get(name, kind)
        form.kinds[name] = replace(before.also(kind), needed=before.needed or kind.needed)   # of buttons that are pressed one instead of the other, one says it

    def handle_data(self, data: str) -> None:
        if self._worded and self._select and data.strip():   # an option without a value stands for its words
            self._note_kind(*self._select, Kind("select", (data.strip(),)))
            self._worded = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select, self._worded = None, False


def unknown(surface: Surface) -> set[str]:
    """Addresses of the product that nobody would be asked at."""
    return set(ROUTES) - UNTOLD - {name for offers in surface.offers.values() for name, _ in offers}
