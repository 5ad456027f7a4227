"""python -m tests.shots [folder [page …]]: every page as a village, a township and a county see it, on a full and an empty county, at both sizes.

Pictures go to build/shots, the nine best to docs/screenshots. With a folder, the demo's data lies there and is used again the next time.
Said pages only are taken when some are named.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

from bangfu.demo.cast import DEMO_PASSWORD, cast
from tests.program import ROOT, Program, bangfu, started
from tests.shots import NEWCOMER
from tests.shots.smaller import smaller

SIZES = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 390, "height": 844}}
BUILT, KEPT = ROOT / "build" / "shots", ROOT / "docs" / "screenshots"
WHO = {"village": "cun0101", "township": "zhen01", "county": "xian"}

# the pictures of the README: name → (who, page)
BEST = {
    "today": ("township", "today"), "preview": ("county", "preview"), "settling": ("village", "finding"), "board": ("county", "board"),
    "person": ("township", "person"), "roster": ("county", "roster"), "household": ("township", "household"),
    "figures": ("county", "figure"), "collecting": ("village", "collection_form"),
}


@dataclass(frozen=True)
class Shot:
    """One page: its name, the address it starts from, and the links clicked through to get there (a CSS selector each); what is `asked` of the
    last page, as a query; and what `opens` on it when clicked."""

    name: str
    start: str
    through: tuple[str, ...] = ()
    opens: str = ""
    asked: str = ""


HOUSEHOLD = "tbody a[href^='/households/'] >> nth=0"
PERSON = "tbody a[href^='/persons/'] >> nth=0"
WEEK = f"/places/{next(one.place_code for one in cast('township', 1) if one.username == WHO['village'])}/week/new/"
SHEETS = f"/checks/{next(one.place_code for one in cast('township', 1) if one.username == WHO['village'])}/sheets/"   # of a village
PAGES = (
    Shot("today", "/"),
    Shot("overview", "/", ("tbody th a[href^='/places/'] >> nth=0",)),
    Shot("week_findings", WEEK),
    Shot("deliveries", "/deliveries/"),
    Shot("columns", "/deliveries/", ("tr:has-text('待确认') a >> nth=0",)),
    Shot("locked", "/deliveries/", ("tr:has-text('（有密码）') a >> nth=0",)),
    Shot("unnamed", "/deliveries/", ("tr:has-text('供销社') a >> nth=0",)),
    Shot("sheets", "/deliveries/", ("tr:has-text('各村花名册') a >> nth=0",), opens="details.more summary"),
    Shot("learned_headers", "/deliveries/headers/"),
    Shot("since_last", "/deliveries/", ("tr:has-text('可预览') a >> nth=0", "a[href$='/since/'] >> nth=0")),
    Shot("preview", "/deliveries/", ("tr:has-text('可预览') a >> nth=0",)),
    Shot("apply_asked", "/deliveries/", ("tr:has-text('可预览') a >> nth=0",), opens="[data-opens=apply]"),
    Shot("applied", "/deliveries/", ("tr:has-text('已应用') a >> nth=0",)),
    Shot("unreadable", "/deliveries/", ("tr:has-text('读不懂') a >> nth=0",)),
    Shot("changes", "/deliveries/", ("tr:has-text('可预览') a >> nth=0", "a[href$='/changes/'] >> nth=0")),
    Shot("rows", "/deliveries/", ("tr:has-text('已应用') a >> nth=0", "tbody th a >> nth=0")),
    Shot("row", "/deliveries/", ("tr:has-text('已应用') a >> nth=0", "tbody th a >> nth=0", "tbody th a >> nth=0")),
    Shot("roster", "/roster/"),
    Shot("person", "/roster/", (PERSON,)),
    Shot("person_record", "/roster/", (PERSON, "a[href$='/record/'] >> nth=0")),
    Shot("leave_asked", "/roster/", (PERSON,), opens="[data-opens=leave]"),
    Shot("household", "/roster/", (HOUSEHOLD,)),
    Shot("household_record", "/roster/", (HOUSEHOLD, "a[href$='/record/'] >> nth=0")),
    Shot("household_risk", "/roster/", (HOUSEHOLD,), opens="[data-key=r]"),
    Shot("household_income", "/roster/", (HOUSEHOLD, "a[href$='/forms/income/'] >> nth=0")),
    Shot("household_split", "/roster/", (HOUSEHOLD, "a[href$='/forms/split/'] >> nth=0")),
    Shot("household_of_which_nothing_is_known", f"/roster/?words={NEWCOMER}", (HOUSEHOLD,)),
    Shot("villages", "/roster/", ("a:has-text('各村档案')",)),
    Shot("village_file", "/roster/", ("a:has-text('各村档案')", "tbody th a >> nth=0")),
    Shot("own_village_file", "/roster/", ("a.button:text-matches('^\\s*村档案')",)),
    Shot("search", "/search/column/"),
    Shot("board", "/checks/"),
    Shot("findings", "/checks/", ("tbody a[href$='/list/'] >> nth=0",)),
    Shot("finding", "/checks/", ("a.item >> nth=1",)),
    Shot("exemptions", "/checks/exemptions/"),
    Shot("kinds", "/checks/", ("a[href$='/kinds/'] >> nth=0",)),
    Shot("alike", "/checks/", ("a[href*='/alike/'] >> nth=0", "tbody a[href^='?check='] >> nth=0")),
    Shot("passed", "/checks/passed/"),
    Shot("contradictions", "/roster/", (HOUSEHOLD, "a[href$='/contradictions/'] >> nth=0")),
    Shot("type_backs", "/checks/", ("a[href$='/type-back/'] >> nth=0",)),
    Shot("check_settings", "/checks/settings/"),
    Shot("check_setting", "/checks/settings/member_logic/"),
    Shot("runs", "/checks/runs/"),
    Shot("run", "/checks/runs/", ("tbody a[href^='/checks/runs/'] >> nth=0",)),
    Shot("sources", "/checks/sources/"),
    Shot("authorities", "/checks/sources/", ("a[href*='/authorit'] >> nth=0",)),
    Shot("authority", "/checks/sources/", ("a[href*='/authorit'] >> nth=0", "tbody a[href*='/authorit'] >> nth=0")),
    Shot("collecting", SHEETS),
    Shot("collection_batch", SHEETS, ("tbody a[href^='/checks/sheets/'] >> nth=0",)),
    Shot("collection_form", SHEETS, ("tbody a[href^='/checks/sheets/'] >> nth=0", "tbody a >> nth=0")),
    Shot("exports", "/exports/"),
    Shot("figures", "/figures/"),
    Shot("figure_findings", "/figures/", ("a[href*='open_findings'] >> nth=0",)),
    Shot("figure", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0",)),
    Shot("figure_rows", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0", "a[href$='/monitored_persons/rows/'] >> nth=0")),
    Shot("figure_of_a_past_day", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0",), asked="as_of=2026-06-30"),
    Shot("journal", "/journal/"),
    Shot("entry", "/journal/", ("td a[href^='/journal/'] >> nth=0",)),
    Shot("letter", "/checks/", ("a[href$='/letter/'] >> nth=0",)),
    Shot("list_columns", "/roster/", opens="[data-opens=list-columns]"),
    Shot("list_views", "/roster/", opens="[data-opens=list-views]"),
    Shot("views", "/views/"),
    Shot("voices", "/voices/"),
    Shot("my_voices", "/voices/mine/"),
    Shot("write_voice", "/voices/write/"),
    Shot("help", "/help/"),
    Shot("help_part", "/help/findings/"),
    Shot("tour", "/help/tour/"),
    Shot("own_menu", "/", opens=".who summary"),
    Shot("not_found", "/no/such/page/"),
)


def main(words: list[str]) -> None:
    """Fills two counties, starts each, and walks them."""
    wanted = tuple(shot for shot in PAGES if shot.name in words[1:] or not words[1:])
    if not words[1:]:
        shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir(parents=True, exist_ok=True)
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bangfu-shots-") as scratch, sync_playwright() as playwright:
        folder = Path(words[0]) if words else Path(scratch)
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=root)
        _walk(browser, "full", folder / "full", wanted)
        _walk(browser, "empty", folder / "empty", wanted)
        _keep_the_best(browser)
        browser.close()


def _walk(browser: Browser, kind: str, folder: Path, wanted: tuple[Shot, ...]) -> None:
    """One county as each of three people at each size; and the door, before anybody is known."""
    with _county(kind, folder) as (program, password):
        for size, viewport in SIZES.items():
            page = browser.new_page(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
            page.goto(program.address + "/sign-in/")
            _take(page, kind, "nobody", "sign_in", size)
            page.close()
            for who, account in WHO.items():
                page = browser.new_page(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")
                _sign_in(page, program, account, password)
                for shot in wanted:
                    if _reached(page, program, shot):
                        _take(page, kind, who, shot.name, size)
                page.close()


@contextmanager
def _county(kind: str, folder: Path) -> Iterator[tuple[Program, str]]:
    """A running program on data of its own, and the password of everybody in it."""
    env = {"BANGFU_VAR": str(folder), "BANGFU_DEMO": "1", "BANGFU_LOG": "ERROR"}
    mark = folder / f"{kind}.txt"
    if not mark.exists():
        if kind == "full":
            bangfu("demo", "--no-serve", **env).check_returncode()
        _python("a_month_of_work" if kind == "full" else "empty_county", **env)
        mark.touch()
    with started("serve", "--port", "18200", **env) as program:
        yield program, DEMO_PASSWORD


def _python(story: str, **env: str) -> None:
    """Runs a story of tests.shots.stories on the data of another process."""
    code = f"import django; django.setup(); from tests.shots.stories import {story}; {story}()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "bangfu.config.settings", **env}, check=True)


def _sign_in(page: Page, program: Program, account: str, password: str) -> None:
    page.goto(program.address + "/sign-in/")
    page.fill("[name=username]", account)
    page.fill("[name=password]", password)
    page.click("button.main")
    page.wait_for_url(program.address + "/")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Escape")   # who is here for the first time is led about


def _reached(page: Page, program: Program, shot: Shot) -> bool:
    """Whether the page is there for this person: a step that has nothing to click is no page of theirs."""
    page.goto(program.address + shot.start)
    for selector in shot.through:
        link = page.locator(selector)
        if not link.count():
            return False
        page.goto(urljoin(page.url, str(link.first.get_attribute("href"))))
    if shot.asked:
        page.goto(f"{page.url}?{shot.asked}")
    if shot.opens:
        if not page.locator(shot.opens).count() or not page.locator(shot.opens).first.is_visible():
            return False
        page.locator(shot.opens).first.click()
    return True


def _take(page: Page, kind: str, who: str, name: str, size: str) -> None:
    page.wait_for_load_state("networkidle")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        print(f"{kind} {who} {name} {size}: the page is {overflow} px too wide", flush=True)
    page.screenshot(path=BUILT / f"{size}-{kind}-{who}-{name}.png")


def _keep_the_best(browser: Browser) -> None:
    """The README's pictures, made small."""
    page = browser.new_page()
    for name, (who, shown) in BEST.items():
        taken = BUILT / f"wide-full-{who}-{shown}.png"
        if taken.exists():   # not every page is taken each time
            smaller(page, taken, KEPT / f"{name}.png")
    sizes = {path.name: path.stat().st_size for path in sorted(KEPT.glob("*.png"))}
    print(json.dumps({"pictures": len(list(BUILT.glob("*.png"))), "kept": sizes}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
