"""The tour in a real browser: every step finds its page and what it points at, for each kind of post; by keyboard alone; left, it stays away."""

import pytest
from playwright.sync_api import Browser, Page

from bangfu.web.tours import tours
from tests.browser.desk import Desk
from tests.county import PASSWORD
from tests.program import Program
from tests.web.world import World

PEOPLE = {
    "village_clerk": "shangyang", "township_clerk": "qingshi", "county_officer": "yunxiu", "administrator": "guanli",
    "security_administrator": "anquan", "auditor": "shenji", "grid_worker": "wangge",
}
SIZES = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 390, "height": 844}}


def count(page: Page) -> str:
    return page.locator("[data-tour-count]").inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_every_step_finds_its_page_and_what_it_points_at(walked: tuple[World, Program], browser: Browser, size: str) -> None:
    wrong, (_, program) = [], walked
    for role, account in PEOPLE.items():
        desk, steps = Desk(browser, program, account, PASSWORD, viewport=SIZES[size]), tours()[role]
        desk.page.evaluate("document.querySelector('[data-tour-again]').click()")
        for nth, step in enumerate(steps, start=1):
            desk.page.get_by_text(step.words).wait_for()
            if count(desk.page) != f"第 {nth} 步，共 {len(steps)} 步":
                wrong.append(f"{role}: {count(desk.page)} where {nth} should be")
            wide = desk.page.locator(step.element).count()
            if not wide:
                wrong.append(f"{role}, {step.page}: nothing is called {step.element}")
            elif size == "wide" and desk.page.locator(".tour-here").count() != 1:
                wrong.append(f"{role}, {step.page}: nothing is pointed at")
            desk.page.locator("[data-tour-next]").click()
        desk.page.locator("#tour").wait_for(state="detached")
        desk.leaves()
    assert not wrong, "\n".join(wrong)


def test_it_begins_by_itself_goes_by_keyboard_and_stays_away_once_it_was_left(walked: tuple[World, Program], browser: Browser) -> None:
    desk = Desk(browser, walked[1], "qingshi2", PASSWORD, tour=True)
    page, steps = desk.page, tours()["township_clerk"]
    page.get_by_text(steps[0].words).wait_for()
    assert page.evaluate("document.activeElement.textContent") == "下一步"
    page.keyboard.press("Enter")
    page.get_by_text(steps[1].words).wait_for()
    page.keyboard.press("Enter")
    page.get_by_text(steps[2].words).wait_for()
    assert page.url == walked[1].address + "/deliveries/" and page.get_by_role("dialog", name="导览").count() == 1
    with page.expect_response(lambda answer: answer.url.endswith("/help/tour/done/")):
        page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "pane"
    desk.go("/")
    page.wait_for_load_state("networkidle")
    assert page.locator("#tour").count() == 0
    page.locator(".who > summary").click()
    page.get_by_role("link", name="导览").click()
    page.get_by_text(steps[0].words).wait_for()
    desk.leaves()


def test_who_goes_elsewhere_by_themselves_has_left_it(walked: tuple[World, Program], browser: Browser) -> None:
    desk = Desk(browser, walked[1], "liuxi", PASSWORD, tour=True)
    page, steps = desk.page, tours()["township_clerk"]
    page.get_by_text(steps[0].words).wait_for()
    with page.expect_response(lambda answer: answer.url.endswith("/help/tour/done/")):
        desk.go("/roster/")
    page.wait_for_load_state("networkidle")
    assert "/roster/" in page.url and page.locator("#tour").count() == 0
    desk.go("/")
    page.wait_for_load_state("networkidle")
    assert page.locator("#tour").count() == 0
    desk.leaves()
