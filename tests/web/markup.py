"""What is wrong with a rendered page, read strictly: nothing inline, nothing from outside, whole, one heading, every form with its token."""

import re
from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "path", "rect", "use", "circle", "line"}
ADDRESSES = ("href", "src", "action", "formaction", "srcset", "poster", "data", "hx-get", "hx-post")
OUTSIDE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


class Markup(HTMLParser):
    """Reads one page and collects what is wrong with it in `faults`."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.pointed: set[str] = set()
        self.title = self.lang = ""
        self._forms: list[dict[str, bool]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names, values = [name for name, _ in attrs], {name: value or "" for name, value in attrs}
        self.seen[tag] += 1
        self._look_at_attributes(tag, names, values)
        if tag == "html":
            self.lang = values.get("lang", "")
        if tag == "form":
            self._forms.append({"post": values.get("method", "get").lower() == "post", "token": False})
        if tag == "input" and values.get("name") == "csrfmiddlewaretoken" and self._forms:
            self._forms[-1]["token"] = True
        if tag in ("style", "iframe", "object", "embed", "base") or (tag == "script" and not values.get("src")):
            self.faults.append(f"<{tag}> inside the page")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def _look_at_attributes(self, tag: str, names: list[str], values: dict[str, str]) -> None:
        self.faults += [f"<{tag}> says {name} twice" for name, times in Counter(names).items() if times > 1]
        self.faults += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith(("on", "hx-on"))]
        self.faults += [f"<{tag} {name}={values[name]!r}>" for name in ADDRESSES if OUTSIDE.match(values.get(name, ""))]
        if "id" in values:
            self.ids[values["id"]] += 1
        for name in ("for", "aria-labelledby", "aria-controls", "data-opens"):
            self.pointed.update(values.get(name, "").split())

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> where {self.open[-1:] or 'nothing'} was open")
        if tag in self.open:
            while self.open.pop() != tag:
                continue
        if tag == "form" and self._forms:
            form = self._forms.pop()
            if form["post"] and not form["token"]:
                self.faults.append("a form is posted without its token")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["title"] and "svg" not in self.open:
            self.title += data
        if "{{" in data or "{%" in data or "None" in data.split():
            self.faults.append(f"raw text of a template: {data.strip()[:60]!r}")


def faults(page: str, *, whole: bool = True) -> list[str]:
    """Everything wrong with a page; `whole` False for a part that htmx asked for."""
    read = Markup(page)
    found = read.faults + [f"<{tag}> stays open" for tag in read.open]
    found += [f"id {name!r} stands {times} times" for name, times in read.ids.items() if times > 1]
    if not whole:
        return found
    found += [f"{name!r} is pointed at and not there" for name in sorted(read.pointed - set(read.ids))]
    if not page.lstrip().lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if read.seen["h1"] != 1:
        found.append(f"{read.seen['h1']} first headings")
    if not read.title.strip() or read.title.strip().startswith("·"):
        found.append(f"title {read.title!r}")
    return found if read.lang == "zh-CN" else [*found, f"lang {read.lang!r}"]
