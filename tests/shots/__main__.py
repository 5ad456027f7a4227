"""python -m tests.shots [folder [page …]]: every page as a village, a township and a county see it, with much, little and no data, at both sizes.

Pictures go to build/shots, the nine best and four in English to docs/screenshots, and a sheet of each page to docs/pages. With a folder, the demo's data lies there and
is used again the next time. Said pages only are taken when some are named.
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

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from bangfu.demo.cast import DEMO_PASSWORD, cast
from bangfu.english import middleware
from tests.program import ROOT, Program, bangfu, started
from tests.shots import NEWCOMER
from tests.shots.gallery import catalogue, hang
from tests.shots.smaller import smaller

SIZES: dict[str, ViewportSize] = {"wide": {"width": 1366, "height": 768}, "narrow": {"width": 390, "height": 844}}
BUILT, KEPT, WALLS = ROOT / "build" / "shots", ROOT / "docs" / "screenshots", ROOT / "docs" / "pages"
STORIES = {"full": "a_month_of_work", "little": "a_village", "empty": "empty_county"}
WHO = {"grid": "wang01", "village": "cun0101", "township": "zhen01", "county": "xian", "security": "anquan", "auditor": "shenji"}

# the pictures of the README: name → (who, page)
BEST = {
    "today": ("township", "today"), "preview": ("county", "preview"), "settling": ("village", "finding"), "board": ("county", "board"),
    "person": ("township", "person"), "roster": ("county", "roster"), "household": ("township", "household"),
    "figures": ("county", "figure"), "collecting": ("village", "collection_form"),
}
# what is taken once more for who reads English, of the full county, and of these the pictures of the English README
ENGLISH = "english"
IN_ENGLISH = ("today", "overview", "roster", "household", "person", "board", "finding", "preview", "figures", "figure", "journal", "help", "own_menu")
BEST_IN_ENGLISH = {
    "english-today": ("township", "today"), "english-household": ("township", "household"), "english-roster": ("county", "roster"),
    "english-settling": ("village", "finding"),
}

CLERKS = ("village", "township", "county")
WALKERS = (*CLERKS, "grid")   # whose pages whoever walks a grid opens on a phone as well


@dataclass(frozen=True)
class Shot:
    """One page: its name, what it is called on docs/pages.md, the address it starts from, and the links clicked through to get there (a CSS selector each);
    what is `asked` of the last page, as a query; what `opens` on it when clicked; and whose page it is."""

    name: str
    title: str
    start: str
    through: tuple[str, ...] = ()
    opens: str = ""
    asked: str = ""
    of: tuple[str, ...] = CLERKS


HOUSEHOLD = "tbody a[href^='/households/'] >> nth=0"
PERSON = "tbody a[href^='/persons/'] >> nth=0"
WEEK = f"/places/{next(one.place_code for one in cast('township', 1) if one.username == WHO['village'])}/week/new/"
SHEETS = f"/checks/{next(one.place_code for one in cast('township', 1) if one.username == WHO['village'])}/sheets/"   # of a village
PAGES = (
    Shot("today", "今日", "/", of=WALKERS),
    Shot("overview", "一个地方的情况", "/", ("tbody th a[href^='/places/'] >> nth=0",)),
    Shot("week_findings", "这一周新出现的疑点", WEEK),
    Shot("deliveries", "收件", "/deliveries/"),
    Shot("columns", "确认各列是什么", "/deliveries/", ("tr:has-text('待确认') a >> nth=0",)),
    Shot("locked", "有密码的表", "/deliveries/", ("tr:has-text('（有密码）') a >> nth=0",)),
    Shot("unnamed", "认不出是哪种的表", "/deliveries/", ("tr:has-text('供销社') a >> nth=0",)),
    Shot("sheets", "一本里有好几张表", "/deliveries/", ("tr:has-text('各村花名册') a >> nth=0",), opens="details.more summary"),
    Shot("learned_headers", "学会的表头", "/deliveries/headers/"),
    Shot("since_last", "和上一份比", "/deliveries/", ("tr:has-text('可预览') a >> nth=0", "a[href$='/since/'] >> nth=0")),
    Shot("preview", "应用前的预览", "/deliveries/", ("tr:has-text('可预览') a >> nth=0",)),
    Shot("apply_asked", "问一句再应用", "/deliveries/", ("tr:has-text('可预览') a >> nth=0",), opens="[data-opens=apply]"),
    Shot("applied", "应用以后", "/deliveries/", ("tr:has-text('已应用') a >> nth=0",)),
    Shot("unreadable", "读不懂的表", "/deliveries/", ("tr:has-text('读不懂') a >> nth=0",)),
    Shot("changes", "应用会改什么", "/deliveries/", ("tr:has-text('可预览') a >> nth=0", "a[href$='/changes/'] >> nth=0")),
    Shot("rows", "交来的各行", "/deliveries/", ("tr:has-text('已应用') a >> nth=0", "tbody th a >> nth=0")),
    Shot("row", "交来的一行", "/deliveries/", ("tr:has-text('已应用') a >> nth=0", "tbody th a >> nth=0", "tbody th a >> nth=0")),
    Shot("roster", "名册", "/roster/", of=WALKERS),
    Shot("person", "一个人", "/roster/", (PERSON,), of=WALKERS),
    Shot("person_record", "更正一个人", "/roster/", (PERSON, "a[href$='/record/'] >> nth=0")),
    Shot("leave_asked", "问一句再注销", "/roster/", (PERSON,), opens="[data-opens=leave]"),
    Shot("household", "户档", "/roster/", (HOUSEHOLD,), of=WALKERS),
    Shot("household_record", "更正一户", "/roster/", (HOUSEHOLD, "a[href$='/record/'] >> nth=0")),
    Shot("household_risk", "登记风险", "/roster/", (HOUSEHOLD,), opens="[data-key=r]"),
    Shot("household_income", "登记收支", "/roster/", (HOUSEHOLD, "a[href$='/forms/income/'] >> nth=0")),
    Shot("household_split", "分户", "/roster/", (HOUSEHOLD, "a[href$='/forms/split/'] >> nth=0")),
    Shot("household_of_which_nothing_is_known", "什么都还不知道的户", f"/roster/?words={NEWCOMER}", (HOUSEHOLD,)),
    Shot("villages", "各村档案", "/roster/", ("a:has-text('各村档案')",)),
    Shot("village_file", "村档案", "/roster/", ("a:has-text('各村档案')", "tbody th a >> nth=0")),
    Shot("own_village_file", "自己村的档案", "/roster/", ("a.button:text-matches('^\\s*村档案')",)),
    Shot("village_rows", "村里一个数后面是谁", "/roster/", ("a:has-text('各村档案')", "tbody th a >> nth=0", "#pane a[href*='/file/'] >> nth=0")),
    Shot("village_report", "村填报", "/roster/", ("a.button:text-matches('^\\s*村档案')", "a[href$='/report/'] >> nth=0")),
    Shot("bodies", "经营主体和单位", "/bodies/"),
    Shot("body", "一个主体", "/bodies/", ("tbody a[href^='/bodies/'] >> nth=0",)),
    Shot("body_form", "登记一个主体", "/bodies/", ("a[href$='/new/'] >> nth=0",)),
    Shot("search", "一列人一起查", "/search/column/", of=WALKERS),
    Shot("disclosures", "给别的单位的完整号码", "/disclosures/"),
    Shot("disclosure_form", "申请完整号码", "/disclosures/", ("a[href^='/disclosures/at/'] >> nth=0",)),
    Shot("disclosure", "一份完整号码的申请", "/disclosures/", ("tbody a[href^='/disclosures/'] >> nth=0",)),
    Shot("forgetting", "依申请删除", "/forgetting/"),
    Shot("board", "核对", "/checks/"),
    Shot("findings", "一个地方的疑点", "/checks/", ("tbody a[href$='/list/'] >> nth=0",)),
    Shot("finding", "办一条疑点", "/checks/", ("a.item >> nth=1",)),
    Shot("exemptions", "豁免", "/checks/exemptions/"),
    Shot("kinds", "按检查看", "/checks/", ("a[href$='/kinds/'] >> nth=0",)),
    Shot("alike", "同样的一起办", "/checks/", ("a[href*='/alike/'] >> nth=0", "tbody a[href^='?check='] >> nth=0")),
    Shot("passed", "转办", "/checks/passed/"),
    Shot("contradictions", "一户的矛盾", "/roster/", (HOUSEHOLD, "a[href$='/contradictions/'] >> nth=0")),
    Shot("type_backs", "要在全国系统里改的", "/checks/", ("a[href$='/type-back/'] >> nth=0",)),
    Shot("check_settings", "检查的设置", "/checks/settings/"),
    Shot("check_setting", "一项检查的设置", "/checks/settings/member_logic/"),
    Shot("runs", "每次核对", "/checks/runs/"),
    Shot("run", "一次核对", "/checks/runs/", ("tbody a[href^='/checks/runs/'] >> nth=0",)),
    Shot("sources", "用来核对的名单", "/checks/sources/"),
    Shot("authorities", "以谁为准", "/checks/sources/", ("a[href*='/authorit'] >> nth=0",)),
    Shot("authority", "一列以谁为准", "/checks/sources/", ("a[href*='/authorit'] >> nth=0", "tbody a[href*='/authorit'] >> nth=0")),
    Shot("collecting", "采集表", SHEETS),
    Shot("collection_batch", "一批采集表", SHEETS, ("tbody a[href^='/checks/sheets/'] >> nth=0",)),
    Shot("collection_form", "录一张采集表", SHEETS, ("tbody a[href^='/checks/sheets/'] >> nth=0", "tbody a >> nth=0")),
    Shot("letter", "给别的单位的函", "/checks/", ("a[href$='/letter/'] >> nth=0",)),
    Shot("exports", "大的打印和导出", "/exports/"),
    Shot("figures", "数字", "/figures/"),
    Shot("figure_findings", "数字：未办结疑点", "/figures/", ("a[href*='open_findings'] >> nth=0",)),
    Shot("figure", "一个数字，按地方和月份", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0",)),
    Shot("figure_rows", "一个数字后面是谁", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0", "a[href$='/monitored_persons/rows/'] >> nth=0")),
    Shot("figure_of_a_past_day", "一个数字，过去的一天", "/figures/", ("a[href$='/monitored_persons/'] >> nth=0",), asked="as_of=2026-06-30"),
    Shot("places", "地点", "/districts/990121/"),
    Shot("place_tags", "村的标签", "/districts/tags/"),
    Shot("policy_figures", "政策数字", "/districts/figures/"),
    Shot("change_places", "合并和拆分地点", "/districts/change/"),
    Shot("county_map", "本县的地图", "/districts/map/"),
    Shot("failed_work", "没做成的后台任务", "/work/failed/"),
    Shot("journal", "留痕", "/journal/"),
    Shot("readings", "阅览记录", "/journal/readings/", of=("township", "county", "auditor")),
    Shot("entry", "一条留痕", "/journal/", ("td a[href^='/journal/'] >> nth=0",)),
    Shot("list_columns", "选列", "/roster/", opens="[data-opens=list-columns]"),
    Shot("list_views", "存一个视图", "/roster/", opens="[data-opens=list-views]"),
    Shot("views", "存下的视图", "/views/"),
    Shot("voices", "意见箱", "/voices/"),
    Shot("voice", "一条意见", "/voices/", ("tbody a[href^='/voices/'] >> nth=0",)),
    Shot("my_voices", "我写的意见", "/voices/mine/", of=WALKERS),
    Shot("write_voice", "写意见", "/voices/write/", of=WALKERS),
    Shot("help", "帮助", "/help/", of=WALKERS),
    Shot("help_part", "帮助的一部分", "/help/findings/"),
    Shot("tour", "导览", "/help/tour/", of=WALKERS),
    Shot("own_menu", "自己名下的菜单", "/", opens=".who summary"),
    Shot("my_account", "我的登录", "/account/"),
    Shot("my_password", "改密码", "/account/password/"),
    Shot("second_step", "第二步验证", "/account/second-step/"),
    Shot("accounts", "账号", "/accounts/", of=("security",)),
    Shot("account", "一个账号", "/accounts/", ("tbody a[href^='/accounts/'] >> nth=1",), of=("security",)),
    Shot("door_rules", "登录与导出规定", "/accounts/rules/", of=("security",)),
    Shot("proposals", "要两位管理员办的事", "/accounts/proposals/", of=("security",)),
    Shot("not_found", "没有这一页", "/no/such/page/"),
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
        for kind in STORIES:
            _walk(browser, kind, folder / kind, wanted)
        _walk(browser, ENGLISH, folder / "full", tuple(shot for shot in wanted if shot.name in IN_ENGLISH))
        _keep_the_best(browser)
        _hang_all(browser, wanted)
        browser.close()


def _walk(browser: Browser, kind: str, folder: Path, wanted: tuple[Shot, ...]) -> None:
    """One county as each of three people at each size; and the door, before anybody is known."""
    with _county("full" if kind == ENGLISH else kind, folder) as (program, password):
        for size, viewport in SIZES.items():
            page = _opened(browser, viewport)
            _in_the_language(page, program, kind)
            page.goto(program.address + "/sign-in/")
            _take(page, kind, "nobody", "sign_in", size)
            page.close()
            for who, account in WHO.items():
                page = _opened(browser, viewport)
                _sign_in(page, program, account, password)
                for shot in (one for one in wanted if who in one.of):
                    _in_the_language(page, program, "full")   # links are found by their Chinese words
                    if _reached(page, program, shot):
                        _in_the_language(page, program, kind)
                        if _stands_open(page, shot, again=kind == ENGLISH):
                            _take(page, kind, who, shot.name, size)
                page.close()


def _opened(browser: Browser, viewport: ViewportSize) -> Page:
    return browser.new_page(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", color_scheme="light")


def _in_the_language(page: Page, program: Program, kind: str) -> None:
    """From now on the browser asks for what this kind of picture shows."""
    page.context.add_cookies([{"name": middleware.COOKIE, "value": middleware.ENGLISH if kind == ENGLISH else "", "url": program.address}])


@contextmanager
def _county(kind: str, folder: Path) -> Iterator[tuple[Program, str]]:
    """A running program on data of its own, and the password of everybody in it."""
    env = {"BANGFU_VAR": str(folder), "BANGFU_DEMO": "1", "BANGFU_LOG": "ERROR"}
    mark = folder / f"{kind}.txt"
    if not mark.exists():
        if kind == "full":
            bangfu("demo", "--no-serve", **env).check_returncode()
        _python(STORIES[kind], **env)
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
    if page.locator("body[data-tour-starts]").count():   # who is here for the first time is led about, until they say that they have seen it
        page.locator("#tour").wait_for()
        with page.expect_response(lambda answer: answer.url.endswith("/help/tour/done/")):
            page.keyboard.press("Escape")


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
    return True


def _stands_open(page: Page, shot: Shot, *, again: bool) -> bool:
    """Loads the page again if its language is another; opens what the shot shows. False where it has no such thing."""
    if again:
        page.reload()
    if not shot.opens:
        return True
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


def _hang_all(browser: Browser, wanted: tuple[Shot, ...]) -> None:
    page = browser.new_page()
    hung = hang(page, BUILT, WALLS, [shot.name for shot in wanted] + ["sign_in"])
    catalogue(ROOT / "docs" / "pages.md", WALLS, {"sign_in": "登录", **{shot.name: shot.title for shot in PAGES}})
    print(json.dumps({"sheets": len(hung), "bytes": sum(path.stat().st_size for path in WALLS.glob("*.webp"))}))


def _keep_the_best(browser: Browser) -> None:
    """The README's pictures, made small."""
    page = browser.new_page()
    for kind, name, (who, shown) in (*(("full", *one) for one in BEST.items()), *((ENGLISH, *one) for one in BEST_IN_ENGLISH.items())):
        taken = BUILT / f"wide-{kind}-{who}-{shown}.png"
        if taken.exists():   # not every page is taken each time
            smaller(page, taken, KEPT / f"{name}.png")
    sizes = {path.name: path.stat().st_size for path in sorted(KEPT.glob("*.png"))}
    print(json.dumps({"pictures": len(list(BUILT.glob("*.png"))), "kept": sizes}, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
