"""What every page has in common: whole HTML, nothing inline, nothing from outside, kept nowhere, and every link leads somewhere."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client
from django.urls import resolve

from tests.web.markup import faults
from tests.web.routes import DEEDS, PAGES, PARTS
from tests.web.world import World

pytestmark = pytest.mark.once
SignIn = Callable[[str], Client]
READERS = ("village_clerk", "county_officer", "auditor", "nobody", "anonymous")
BUILT = Path(settings.ROOT) / "bangfu" / "web" / "static"
MOST_ALIKE = 20   # links to one kind of page that are followed: there are hundreds of figures, and each is asked for in tests/reporting
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')


def parts(world: World) -> set[str]:
    """The addresses whose answers stand inside a page."""
    return {route.address(world.sites["here"]) for route in PAGES if route.name in PARTS}


def answers(world: World, client: Client) -> Iterator[tuple[str, HttpResponseBase]]:
    """Every page there is, on the village this side of the river, and two that are not there."""
    addresses = dict.fromkeys(route.address(world.sites["here"]) for route in PAGES)
    for address in (*addresses, "/no/such/page/", "/persons/00000000-0000-0000-0000-000000000000/"):
        yield address, client.get(address)


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_whole_and_brings_everything_itself(world: World, signed_in: SignIn, who: str) -> None:
    wrong = {}
    for address, response in answers(world, signed_in(who)):
        kind = response.get("Content-Type", "")
        if response.status_code in (301, 302) or not kind.startswith("text/html") or not response.content:   # type: ignore[attr-defined]
            continue
        if found := faults(response.content.decode(), whole=address not in parts(world)):   # type: ignore[attr-defined]
            wrong[address] = found
    assert not wrong


@pytest.mark.parametrize("who", ("county_officer", "nobody", "anonymous"))
def test_every_answer_is_kept_nowhere_and_lets_nothing_inline_run(world: World, signed_in: SignIn, who: str) -> None:
    client, site = signed_in(who), world.sites["here"]
    said = [*answers(world, client), *((route.address(site), client.post(route.address(site), {})) for route in DEEDS if route.name != "sign_out")]
    for address, response in said:
        policy = response["Content-Security-Policy"]
        assert "no-store" in response["Cache-Control"], address
        assert "default-src 'self'" in policy and "object-src 'none'" in policy and "frame-ancestors 'none'" in policy, address
        assert "unsafe" not in policy and "http" not in policy and "*" not in policy, address
        assert response["X-Frame-Options"] == "DENY" and response["X-Content-Type-Options"] == "nosniff", address


@pytest.mark.parametrize("who", ("village_clerk", "county_officer", "administrator", "auditor"))
def test_every_link_on_every_page_leads_somewhere(world: World, signed_in: SignIn, who: str) -> None:
    client, seen, dead, followed = signed_in(who), set(), {}, Counter[str]()
    for address, response in answers(world, client):
        page = b"".join(response) if response.streaming else response.content   # type: ignore[attr-defined, call-overload]
        for link in LINK.findall(page.decode(errors="replace").replace("&amp;", "&")):
            leads_to = resolve(link.partition("?")[0]).url_name or ""
            if (kind := kind_of(link)) not in seen and followed[leads_to] < MOST_ALIKE:
                seen.add(kind)
                followed[leads_to] += 1
                if client.get(link).status_code not in (200, 302):
                    dead[link] = address
    assert not dead
    assert len(seen) >= 8


def kind_of(link: str) -> tuple[str, ...]:
    """What two links have in common of which one need be followed: the same page of the same thing, asked with the same words."""
    path, _, query = link.partition("?")
    return path, *sorted(parse_qs(query, keep_blank_values=True))


def test_the_built_assets_ask_nobody() -> None:
    """An address in a script or a style is a request; one inside a comment or a namespace is a name."""
    asked = re.compile(r"(?:url\(|@import\s+|fetch\(|src=|href=)\s*[\"']?(?:https?:)?//", re.IGNORECASE)
    assets = [path for path in BUILT.rglob("*") if path.suffix in (".css", ".js", ".svg", ".html")]
    assert {"desk.css", "desk.js", "icons.svg"} <= {path.name for path in assets}
    assert not [path.name for path in assets if asked.search(path.read_text(encoding="utf-8"))]


def test_the_reader_of_pages_sees_what_is_wrong() -> None:
    """The other tests here rest on it."""
    page = "<!doctype html><html lang='zh-CN'><head><title>名册</title></head><body><h1>名册</h1>{}</body></html>"
    assert faults(page.format("<p>好</p><br><form method='post'><input name='csrfmiddlewaretoken'></form>")) == []
    for wrong in (
        "<p style='color:red'>", "<script>1</script>", "<img src='https://example.org/a.png'>", "<a onclick='x()'>甲</a>", "<div>", "</p>", "<h1>二</h1>",
        "<form method='post'></form>", "<i id='a'></i><i id='a'></i>", "<label for='b'>乙</label>", "新出现 None 条", "<a href='//example.org/'>丙</a>",
    ):
        assert faults(page.format(wrong)), wrong
