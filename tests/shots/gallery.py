"""docs/pages: each page once, as three people see it in three counties (much, little, nothing) and on their phones, drawn on one sheet."""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

from playwright.sync_api import Page

COUNTIES = {"full": "一个镇，忙了一个月", "little": "一个村，刚填好", "empty": "只有地点和账号"}
PEOPLE = {"village": "村", "township": "镇", "county": "县"}
BESIDE = {"grid": "网格员", "security": "安全管理员", "auditor": "安全审计员"}
NOBODY = {"nobody": ""}   # before the door
WIDE, NARROW, GAP, HEAD = (640, 360), (166, 360), 12, 26

# pictures laid on a sheet: source, left, top, width, height; words: text, left, top; written as WebP, which a browser can and which is small
DRAW = """async ({width, height, pictures, words}) => {
  const sheet = Object.assign(document.createElement('canvas'), {width, height}), pen = sheet.getContext('2d');
  pen.fillStyle = '#e7e9ec'; pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high'; pen.fillStyle = '#30363d'; pen.font = "15px 'Noto Sans CJK SC', sans-serif";
  for (const [source, left, top, wide, high] of pictures) {
    const picture = new Image(); picture.src = source; await picture.decode();
    pen.drawImage(picture, left, top, wide, high);
  }
  for (const [text, left, top] of words) pen.fillText(text, left, top);
  return sheet.toDataURL('image/webp', 0.55);
}"""


def hang(page: Page, taken: Path, walls: Path, names: Iterable[str]) -> list[str]:
    """Draws the sheets of the named pages from the pictures in `taken`; those of which nothing was taken are left as they are. Returns what it drew."""
    walls.mkdir(parents=True, exist_ok=True)
    return [name for name in names if _drawn(page, taken, walls / f"{name}.webp", name)]


def _drawn(page: Page, taken: Path, target: Path, name: str) -> bool:
    people = _whose(taken, name)
    rows = [kind for kind in COUNTIES if any((taken / f"wide-{kind}-{who}-{name}.png").exists() for who in people)]
    if not rows:
        return False
    pictures, words = [], []
    for at, kind in enumerate(rows):
        top = at * (WIDE[1] + HEAD) + HEAD
        for nth, (who, level) in enumerate(people.items()):
            left = GAP + nth * (WIDE[0] + NARROW[0] + 2 * GAP)
            words.append((" · ".join(filter(None, (level, COUNTIES[kind]))), left, top - 8))
            for size, (width, height), shift in (("wide", WIDE, 0), ("narrow", NARROW, WIDE[0] + GAP)):
                shown = taken / f"{size}-{kind}-{who}-{name}.png"
                if shown.exists():
                    pictures.append((_source(shown), left + shift, top, width, height))
                elif size == "wide":
                    words.append(("这里没有这一页", left + GAP, top + HEAD))
    width = GAP + len(people) * (WIDE[0] + NARROW[0] + 2 * GAP)
    sheet = {"width": width, "height": len(rows) * (WIDE[1] + HEAD) + GAP, "pictures": pictures, "words": words}
    target.write_bytes(base64.b64decode(page.evaluate(DRAW, sheet).partition(",")[2]))
    return True


def _whose(taken: Path, name: str) -> dict[str, str]:
    """Those whose columns a sheet has: village, township and county where it is a page of theirs, then whoever else has it too; else whoever stands
    at the door."""
    def has(who: str) -> bool:
        return any((taken / f"wide-{kind}-{who}-{name}.png").exists() for kind in COUNTIES)
    own, beside = PEOPLE if any(map(has, PEOPLE)) else {}, {who: word for who, word in BESIDE.items() if has(who)}
    return own | beside or NOBODY


def _source(picture: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()


def catalogue(page: Path, walls: Path, titles: Mapping[str, str]) -> None:
    """Writes docs/pages.md: every sheet that hangs there, in the order of `titles` (name of a page → what it is called)."""
    lines = ["# Every page", "",
             "Each page as a village, a township and a county see it, and whoever walks a grid or administers, at 1366 × 768, and beside it on a phone:",
             "a township after a month of work, one village just filled, and a county in which nothing has been done. `make shots` takes them anew.", ""]
    for name, title in titles.items():
        if (walls / f"{name}.webp").exists():
            lines += [f"## {title}", "", f"![{title}]({walls.name}/{name}.webp)", ""]
    page.write_text("\n".join(lines), encoding="utf-8")
