"""Every page as somebody with weak eyes or without a mouse has it: at 125 % zoom and in 大字 nothing is cut off, lies over another or runs off the screen; every
control is reached by Tab, and one sees where one is."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.desk import Desk
from tests.browser.test_axe import NO_PAGES
from tests.county import PASSWORD
from tests.program import Program
from tests.web.routes import PARTS, ROUTES
from tests.web.world import World

# 1366 × 768 at 125 % is 1093 × 614 of the page's own pixels
ZOOMED = (1093, 614, 1.25)
WAYS = {"as it is": (ZOOMED,), "large": ((390, 844, 1), (1366, 768, 1), ZOOMED)}
WRONG = """() => {
  const said = [], root = document.documentElement;
  const inside = (each, sheet) => !sheet || each.getBoundingClientRect().left < sheet.getBoundingClientRect().right;   // a wide table scrolls in its sheet
  const shown = (each) => each.getClientRects().length && each.checkVisibility({ visibilityProperty: true }) && inside(each, each.closest(".sheet"));
  if (root.scrollWidth > root.clientWidth) said.push(`${root.scrollWidth - root.clientWidth} px wider than the screen`);
  const words = (each) => (each.getAttribute("aria-label") || each.textContent || each.name || each.nodeName).trim().slice(0, 16);
  const over = (all, where) => all.forEach((one, nth) => all.slice(nth + 1, nth + 12).forEach((other) => {
    if (one.contains(other) || other.contains(one)) return;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left), high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 2 && high > 2) said.push(`${where}: ${words(one)} lies over ${words(other)}`);
  }));
  over([...document.querySelectorAll(".top > *")].filter(shown), "top");
  over([...document.querySelectorAll("#pane :is(button, a.button, input:not([type=hidden]), select, textarea, h1, h2)")].filter(shown), "pane");
  document.querySelectorAll("#pane :is(button, .tag, h1), .menu a").forEach((each) => {
    if (shown(each) && each.scrollWidth > each.clientWidth + 2 && getComputedStyle(each).overflow !== "visible") said.push(`cut off: ${words(each)}`);
  });
  return [...new Set(said)];
}"""
# what Tab must reach: of a group of radio buttons one; a region that scrolls too; nothing that is hidden, rests, or has been taken out of the order
CONTROLS = """() => {
  const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const shown = (each) => each.getClientRects().length && each.checkVisibility({ visibilityProperty: true }) && !each.disabled && each.tabIndex >= 0;
  const groups = new Set();
  return [...document.querySelectorAll(wanted)].filter(shown).filter((each) => {
    if (each.type !== "radio") return true;
    const seen = groups.has(each.form?.id + each.name);
    groups.add(each.form?.id + each.name);
    return !seen;
  }).map((each, nth) => { each.dataset.walked = nth; return (each.getAttribute("aria-label") || each.textContent || each.name || each.nodeName).trim().slice(0, 30); });
}"""
HERE = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const style = getComputedStyle(each);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return [each.dataset.walked ?? (each.type === "radio" ? document.querySelector(`[name="${each.name}"][data-walked]`)?.dataset.walked : "") ?? "", Boolean(ring),
    each.outerHTML.slice(0, 90)];
}"""
WALKED = ("today", "roster", "household", "village_findings", "finding", "deliveries", "write_voice", "findings_letter", "help", "figures", "collection_form")


def pages(world: World) -> dict[str, str]:
    return {one.name: one.address(world.sites["here"]) for one in ROUTES.values() if one.method == "get" and one.name not in PARTS | NO_PAGES}


def large(desk: Desk) -> None:
    desk.context.add_cookies([{"name": "large_text", "value": "1", "url": desk.program.address}])


@pytest.mark.parametrize("way", WAYS)
def test_every_page_fits(walked: tuple[World, Program], browser: Browser, way: str) -> None:
    """Each page is opened once and looked at on each screen."""
    (world, program), wrong = walked, []
    desk = Desk(browser, program, "qingshi", PASSWORD)
    if way == "large":
        large(desk)
    screen = desk.context.new_cdp_session(desk.page)
    for name, address in {**pages(world), "not found": "/no/such/page/"}.items():
        desk.go(address)
        for width, height, scale in WAYS[way]:
            screen.send("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False})
            wrong += [f"{name}, {width} × {height}: {one}" for one in desk.page.evaluate(WRONG)]
    desk.leaves()
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["qingshi", "yunxiu"])
def test_every_control_is_reached_by_tab_and_one_sees_where_one_is(walked: tuple[World, Program], browser: Browser, who: str) -> None:
    world, program = walked
    desk, wrong = Desk(browser, program, who, PASSWORD), []
    for name in WALKED:
        desk.go(ROUTES[name].address(world.sites["here"]))
        wrong += [f"{name}: {one}" for one in tabbed(desk.page)]
    desk.leaves()
    assert not wrong, "\n".join(wrong)


def tabbed(page: Page) -> list[str]:
    """What is wrong when one walks a page with Tab from its beginning: controls never reached, and those on which one does not see that one is there."""
    controls: list[str] = page.evaluate(CONTROLS)
    reached, wrong = set(), []
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    for _ in range(len(controls) + 30):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        reached.add(here[0])
        wrong += [] if here[1] else [f"no ring: {here[2]}"]
    return [*dict.fromkeys(wrong), *(f"never reached: {words}" for nth, words in enumerate(controls) if str(nth) not in reached)]


def test_on_a_phone_the_search_is_one_press_away_and_what_narrows_down_is_folded(walked: tuple[World, Program], browser: Browser) -> None:
    world, program = walked
    desk = Desk(browser, program, "wangge", PASSWORD, viewport={"width": 390, "height": 844}, has_touch=True)
    bar = desk.page.locator(".top")
    desk.page.locator("form.find").tap()
    field = desk.page.get_by_role("searchbox", name="查人、查户")
    assert field.bounding_box()["width"] > 0.8 * bar.bounding_box()["width"]   # type: ignore[index]
    field.fill("没有这个人")
    field.press("Enter")
    desk.reads("没有找到")
    desk.leaves()
    desk = Desk(browser, program, "qingshi", PASSWORD, viewport={"width": 390, "height": 844}, has_touch=True)
    desk.go(f"/checks/{world.sites['here'].place}/list/")
    narrows = desk.page.get_by_label("轻重")
    assert not narrows.is_visible()
    desk.page.get_by_text("筛选", exact=True).tap()
    assert narrows.is_visible()
    narrows.select_option("must")
    desk.press("看")
    assert desk.page.get_by_label("轻重").is_visible(), "what is chosen stays in sight"
    desk.leaves()
