"""What every page has in common: whole HTML, nothing inline, nothing from outside, and every link leads somewhere."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve

from tests.web.markup import faults
from tests.web.routes import PAGES, PARTS
from tests.web.walk import Walk
from tests.web.world import World

pytestmark = pytest.mark.once
SignIn = Callable[[str], Client]
READERS = ("village_clerk", "county_officer", "auditor", "nobody", "anonymous")
BUILT = Path(settings.ROOT) / "bangfu" / "web" / "static"
MOST_ALIKE = 3   # links to one kind of page that are followed: there are hundreds of figures, and each is asked for in tests/reporting
LINK = re.compile(r'<a [^>]*?href="(/[^"#]*)')


def parts(world: World) -> set[str]:
    """The addresses whose answers stand inside a page."""
    return {route.address(world.sites["here"]) for route in PAGES if route.name in PARTS}


@pytest.mark.parametrize("who", READERS)
def test_every_page_is_whole_and_brings_everything_itself(world: World, walk: Walk, who: str) -> None:
    wrong = {}
    for address, said in walk(who).items():
        if said.status in (301, 302) or not said.headers.get("Content-Type", "").startswith("text/html") or not said.text:
            continue
        if found := faults(said.text, whole=address not in parts(world)):
            wrong[address] = found
    assert not wrong


@pytest.mark.parametrize("who", ("village_clerk", "county_officer", "administrator", "auditor"))
def test_every_link_on_every_page_leads_somewhere(signed_in: SignIn, walk: Walk, who: str) -> None:
    client, known, seen, dead, followed = signed_in(who), walk(who), set(), {}, Counter[str]()
    for address, said in known.items():
        for link in LINK.findall(said.text.replace("&amp;", "&")):
            leads_to = resolve(link.partition("?")[0]).url_name or ""
            if (kind := kind_of(link)) not in seen and followed[leads_to] < MOST_ALIKE:
                seen.add(kind)
                followed[leads_to] += 1
                if (known[link].status if link in known else client.get(link).status_code) not in (200, 302):
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
