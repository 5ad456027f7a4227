"""Every page as a machine that looks for barriers sees it: no violation of WCAG 2.1 A and AA, on an office screen and on a phone, where a finger meets
everything that is pressed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.desk import Desk
from tests.county import PASSWORD
from tests.program import ROOT, Program
from tests.web.routes import ABOVE, PARTS, ROUTES
from tests.web.world import World

AXE = ROOT / "frontend" / "desk" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SIZES: dict[str, ViewportSize] = {"narrow": {"width": 390, "height": 844}, "wide": {"width": 1366, "height": 768}}
NO_PAGES = {"health", "sign_in", "roster_home", "findings_home", "figures_home", "paper_content"}   # answers of a machine, files, ways to elsewhere
DIALOGS = {"person": ("leave", "unmask-id"), "delivery": ("apply", "cancel"), "today": ("keys",)}
RUN = """tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(said => said.violations.map(
    one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 120)).join(' | ')))"""
# what is pressed on a phone and lower than a finger needs: not links inside a sentence, nor boxes, whose label is pressed
SMALL = """() => [...document.querySelectorAll('a[href], button, select, summary, textarea, input:not([type=hidden], [type=checkbox], [type=radio])')].filter(one => {
    const seen = one.checkVisibility({visibilityProperty: true}), {width, height} = one.getBoundingClientRect();
    return seen && width > 1 && height > 1 && height < 43.5 && getComputedStyle(one).display !== 'inline' && !one.closest('svg, .skip');
}).map(one => one.outerHTML.slice(0, 120))"""


def violations(page: Page) -> list[str]:
    page.evaluate(Path(AXE).read_text(encoding="utf-8") + ";0")
    found: list[str] = page.evaluate(RUN, TAGS)
    return found


def test_no_page_has_a_barrier(walked: tuple[World, Program], browser: Browser) -> None:
    """Each page is opened once and looked at in both sizes."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: run make (npm ci in frontend/desk)")
    program, site = walked[1], walked[0].sites["here"]
    desk = Desk(browser, program, "qingshi", PASSWORD)
    pages = {one.name: one.address(site) for one in ROUTES.values() if one.method == "get" and one.name not in PARTS | NO_PAGES}
    pages |= {f"{one.name} above": one.address(site) for one in ABOVE if one.of == "township" and one.name in ("overview", "findings")}
    pages |= {"columns": f"/deliveries/{site.read}/", "forbidden": "/journal/verify/", "not found": "/no/such/page/"}
    found: list[str] = []
    for name, address in pages.items():
        desk.go(address)
        found += barriers(desk.page, name)
    desk.context.clear_cookies()
    desk.go("/sign-in/")
    found += barriers(desk.page, "sign_in")
    desk.leaves()
    assert not found, "\n".join(found)


def barriers(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open, and with its dialogs, in each size."""
    found = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        found += [f"{name}, {size}: {one}" for one in violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{name}, {size}: {wide} px wider than the screen"] if wide > 0 else []
        found += [f"{name}, lower than a finger: {one}" for one in (page.evaluate(SMALL) if size == "narrow" else ())]
        for dialog in DIALOGS.get(name, ()):
            page.evaluate("id => document.getElementById(id).showModal()", dialog)
            found += [f"{name}, {size}, {dialog}: {one}" for one in violations(page)]
            page.keyboard.press("Escape")
    return found
