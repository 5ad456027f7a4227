"""Every page and whatever leaves by one says when it is not in earnest; in earnest nothing of it stands anywhere."""

import io
from collections.abc import Callable, Iterable, Iterator

import openpyxl
import pypdf
import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.template.loader import render_to_string
from django.test import Client

from tests.web.routes import DEEDS, PAGES, PARTS, Route
from tests.web.walk import Walk, read
from tests.web.world import World

pytestmark = pytest.mark.once
SignIn = Callable[[str], Client]
PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARKS = {"BANGFU_DEMO": "体验数据", "BANGFU_DRILL": "演练"}
LEAVING = {   # the deeds of the walk that answer with a file
    "export_column", "export_exemptions", "export_figure_rows", "export_figures", "export_roster", "export_since_last", "export_voices", "print_findings",
    "print_household", "print_type_backs", "print_village_file", "refused_workbook", "take_list", "write_letter",
}
SOME = {"演练": 5}   # the second mark comes by the same way as the first: every fifth page and file


@pytest.fixture(params=(*MARKS, ""))
def mark(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in MARKS:
        monkeypatch.delenv(name, raising=False)
    if request.param:
        monkeypatch.setenv(request.param, "1")
    return MARKS.get(request.param, "")


def files(world: World, client: Client, deeds: Iterable[Route]) -> Iterator[tuple[str, str]]:
    """(address, all it says) of whatever file these deeds answer with; nothing of them stays done."""
    known = client.cookies.output(header="")
    for route in deeds:
        with transaction.atomic():
            answer = client.post(route.address(world.sites["here"]), route.form(world.sites["here"]) | ({"kind": "pdf"} if "print" in route.name else {}))
            if answer.get("Content-Type", "") in (PDF, XLSX):
                yield route.name, text_of(answer)
            transaction.set_rollback(True)
        client.cookies.load(known)   # one of them signs out


def text_of(answer: HttpResponseBase) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content   # type: ignore[attr-defined]
    if answer["Content-Type"] == PDF:
        return "\f".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [str(cell.value) for sheet in book.worksheets for line in sheet.iter_rows() for cell in line if cell.value]
    return "".join([*cells, *(str(sheet.oddHeader.center.text) for sheet in book.worksheets)])


def is_marked(told: str, mark: str) -> bool:
    """On every page when there is a mark, and nowhere when there is none."""
    if mark:
        return all(f"{mark}，不作依据" in page for page in told.split("\f"))
    return not any(word in told for word in ("体验数据", "演练，", "不作依据"))


def test_whatever_leaves_bears_the_mark(world: World, signed_in: SignIn, mark: str) -> None:
    """With the first mark everything is done that can be, so that no way out is forgotten."""
    deeds = DEEDS if mark == MARKS["BANGFU_DEMO"] else [route for route in DEEDS if route.name in LEAVING][::SOME.get(mark, 1)]
    told = dict(files(world, signed_in("county_officer"), deeds))
    assert set(told) == LEAVING & {route.name for route in deeds}
    assert [name for name, text in told.items() if not is_marked(text, mark)] == []


def test_every_page_bears_the_mark_on_the_screen_and_on_paper(world: World, signed_in: SignIn, walk: Walk, mark: str) -> None:
    client, site, wrong = signed_in("village_clerk"), world.sites["here"], []
    known = {} if mark else walk("village_clerk")
    for route in PAGES[::SOME.get(mark, 1)]:
        answer = known.get(route.address(site)) or read(client.get(route.address(site)))
        if not answer.headers.get("Content-Type", "").startswith("text/html") or route.name in PARTS or answer.status in (302, 303):
            continue
        both = f'<span class="demo-mark">{mark}</span>' in answer.text and f">{mark}，不作依据</p>" in answer.text
        if not (both if mark else "demo-mark" not in answer.text and "print-mark" not in answer.text):
            wrong.append(route.name)
    assert wrong == []


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "500.html", "503.html", "web/sign_in.html"])
def test_so_does_a_page_without_any_context(template: str, mark: str) -> None:
    shown = render_to_string(template)
    assert (f'<span class="demo-mark">{mark}</span>' in shown) if mark else ("demo-mark" not in shown)
