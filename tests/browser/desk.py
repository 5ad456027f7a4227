"""A person at the desk, in a real browser: what they click, and what they read."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.program import Program

PATIENCE = 60_000   # milliseconds for work in the background; nothing here measures time


class Desk:
    """One signed-in person in a browser of their own."""

    def __init__(self, browser: Browser, program: Program, account: str, password: str, *, tour: bool = False, **context: object) -> None:
        """`tour`: the tour of the first day is left to go on."""
        self.program, self.account, self.password = program, account, password
        self.context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True, **{"viewport": {"width": 1366, "height": 768}, **context})
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self._listen(self.page)
        self.sign_in()
        if not tour and self.page.locator("body[data-tour-starts]").count():
            self.page.locator("#tour").wait_for()
            with self.page.expect_response(lambda answer: answer.url.endswith("/help/tour/done/")):
                self.page.keyboard.press("Escape")

    def _listen(self, page: Page) -> None:
        """Notes what a page complains about, and whatever it asks of others."""
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.faults.append(f"{page.url}: {said.text}") if said.type == "error" and "status of 4" not in said.text else None)
        page.on("request", lambda asked: None if asked.url.startswith((self.program.address, "data:")) else self.faults.append(f"asked {asked.url}"))

    def sign_in(self) -> None:
        self.go("/sign-in/")
        self.page.get_by_label("账号").fill(self.account)
        self.page.get_by_label("密码").fill(self.password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(self.program.address + "/")

    def go(self, address: str) -> None:
        self.page.goto(self.program.address + address)

    def menu(self, word: str) -> None:
        """Opens a section from the menu at the left."""
        self.page.get_by_role("navigation", name="主菜单").get_by_role("link", name=word).click()

    def reads(self, *words: str) -> None:
        """The words stand in the pane, sooner or later."""
        for word in words:
            expect(self.page.locator("#pane")).to_contain_text(word, timeout=PATIENCE)

    def reads_nowhere(self, *words: str) -> None:
        for word in words:
            expect(self.page.locator("body")).not_to_contain_text(word)

    def press(self, word: str, *, exact: bool = True) -> None:
        """A button in the pane or in the open dialog."""
        self.page.get_by_role("button", name=word, exact=exact).locator("visible=true").first.click()

    def link(self, word: str) -> None:
        self.page.locator("#pane").get_by_role("link", name=word, exact=True).first.click()

    def uploads(self, layout: str, path: Path, *, on: date | None = None) -> None:
        """Brings in a file and waits until its columns are understood."""
        self.menu("收件")
        self.page.get_by_label("这是哪一种表").select_option(label=layout)
        if on:
            self.page.get_by_role("textbox", name="数据日期").fill(on.isoformat())
        self.page.locator("input[type=file]").set_input_files(path)
        self.reads(path.name)
        self.press("上传")
        self.reads("认出")

    def confirms(self) -> None:
        """Agrees with the columns and waits for the preview."""
        self.press("对，往下读")
        self.reads("预览：应用以后会怎样")

    def applies(self) -> None:
        self.press("应用")
        self.page.locator("dialog[open]").get_by_role("button", name="应用", exact=True).click()
        self.reads("个村都已应用")

    def takes_in(self, layout: str, path: Path, *, on: date | None = None) -> None:
        """A file from the upload to the register."""
        self.uploads(layout, path, on=on)
        self.confirms()
        self.applies()

    def total(self, column: str) -> int:
        """The figure at the foot of the only table of the pane, in the column of that heading."""
        headings = [each.strip() for each in self.page.locator("#pane thead th").all_inner_texts()]
        cells = self.page.locator("#pane tfoot tr > *").all_inner_texts()
        return int(cells[headings.index(column)].replace(",", ""))

    def downloads(self, button: str, into: Path) -> Path:
        """What a button gives, under the name it was given."""
        with self.page.expect_download(timeout=PATIENCE) as waiting:
            self.press(button, exact=False)
        path = into / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def leaves(self) -> None:
        """Closes the browser, having seen no error and asked nobody else."""
        assert not self.faults, self.faults
        self.context.close()
