"""Two people at two desks with one household, by the keys alone."""

from playwright.sync_api import Browser, expect

from tests.browser.desk import Desk
from tests.county import PASSWORD, PEOPLE, County
from tests.program import Program
from tests.registry.homes import home


def test_two_people_correct_one_household_and_both_see_it(browser: Browser, served: Program, county: County) -> None:
    household = home(county.township_clerk)
    one, other = (Desk(browser, served, PEOPLE[who][0], PASSWORD) for who in ("township_clerk", "village_clerk"))
    for desk in (one, other):
        desk.go(f"/households/{household}/")
        desk.page.keyboard.press("e")
        desk.reads("更正 覃福生户")
    sends(one, "主要燃料", "柴草")
    one.reads("已更正", "柴草")
    other.page.get_by_label("家庭住址").fill("上垟村三组13号")
    sends(other, "主要燃料", "煤炭")
    other.reads(f"{county.township_clerk.name}在", "先把“主要燃料”改成“柴草”")
    expect(other.page.get_by_label("家庭住址")).to_have_value("上垟村三组13号")
    sends(other, "主要燃料", "")
    other.reads("已更正", "上垟村三组13号", "柴草")
    notes_a_risk_by_the_keys(one)
    for desk in (one, other):
        desk.leaves()


def sends(desk: Desk, word: str, label: str) -> None:
    """Chooses a label ('' the one it had when the form was opened), says why, and presses Enter."""
    desk.page.get_by_label(word).select_option(label)
    desk.page.get_by_label("依据").fill("入户看过")
    desk.page.get_by_label("依据").press("Enter")


def notes_a_risk_by_the_keys(desk: Desk) -> None:
    """R opens the dialog with the first field chosen; Enter sends it."""
    desk.page.keyboard.press("r")
    dialog = desk.page.locator("dialog[open]")
    expect(dialog.get_by_label("风险", exact=True)).to_be_focused()
    dialog.get_by_label("风险", exact=True).select_option("因病")
    dialog.get_by_label("从哪天起").fill("2026-05-08")
    dialog.get_by_label("依据文件").fill("评议会纪要")
    dialog.get_by_label("依据文件").press("Enter")
    desk.reads("风险已登记", "出现风险：因病")
