"""Every page as a machine that looks for barriers sees it: no violation of WCAG 2.1 A and AA, on an office screen and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.desk import Desk
from tests.county import PASSWORD
from tests.program import ROOT, Program, started
from tests.web.routes import ABOVE, PARTS, ROUTES
from tests.web.world import World

AXE = ROOT / "frontend" / "desk" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SIZES = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 390, "height": 844}}
NO_PAGES = {"health", "sign_in", "roster_home", "findings_home", "figures_home", "paper_content"}   # answers of a machine, files, ways to elsewhere
DIALOGS = {"person": ("leave", "unmask-id"), "delivery": ("apply", "cancel"), "today": ("keys",)}
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(said => said.violations.map(
    one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | ')))"""


@pytest.fixture
def walked(world: World) -> Iterator[tuple[World, Program]]:
    """A little of everything, and a program that serves it."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: run make (npm ci in frontend/desk)")
    with started("serve", "--no-worker", "--port", "18300") as program:
        yield world, program


def violations(page: Page) -> list[str]:
    page.evaluate(Path(AXE).read_text(encoding="utf-8") + ";0")
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_barrier(walked: tuple[World, Program], browser: Browser, size: str) -> None:
    world, program = walked
    desk, site = Desk(browser, program, "qingshi", PASSWORD, viewport=SIZES[size]), world.sites["here"]
    pages = {one.name: one.address(site) for one in ROUTES.values() if one.method == "get" and one.name not in PARTS | NO_PAGES}
    pages |= {f"{one.name} above": one.address(site) for one in ABOVE if one.of == "township" and one.name in ("overview", "findings")}
    pages |= {"columns": f"/deliveries/{site.read}/", "forbidden": "/journal/verify/", "not found": "/no/such/page/"}
    found = {}
    for name, address in pages.items():
        desk.go(address)
        found[name] = violations(desk.page)
        wide = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found[name] += [f"{wide} px wider than the screen"] if wide > 0 else []
        for dialog in DIALOGS.get(name, ()):
            desk.page.evaluate("id => document.getElementById(id).showModal()", dialog)
            found[f"{name}, {dialog}"] = violations(desk.page)
            desk.page.keyboard.press("Escape")
    desk.context.clear_cookies()
    desk.go("/sign-in/")
    found["sign_in"] = violations(desk.page)
    desk.leaves()
    barriers = [f"{name}: {one}" for name, said in found.items() for one in said]
    assert not barriers, "\n".join(barriers)
