"""Searching: by whatever somebody knows of a person. POSTs, so that no number stands in an address or a log."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place as place_found
from bangfu.registry import actions, queries
from bangfu.rules.refusal import Refused
from bangfu.rules.search_words import BY_KEY, shown_again
from bangfu.sealing.ring import KeyLost, Tampered, ring

MOST = 50
KEPT = "web.column"   # purpose of the sealed column that goes to the page and back, so that no number lies in it


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """People found by any piece of a name, pinyin, an ID number, a phone, a household or person number; one hit is opened at once."""
    by, words, place = _who_looks(request), request.POST.get("words", "").strip(), request.POST.get("place", "")
    if not words:
        return render(request, "web/search.html", _page(by))
    looked = queries.looked_for(by, words, place=place, limit=MOST)
    if not place and len(looked.hits) == 1:
        return redirect("person", looked.hits[0].person.person)
    if not place and looked.household:
        return redirect("household", looked.household)
    return render(request, "web/search.html", {
        **_page(by), "words": shown_again(words), "looked": looked, "most": MOST, "narrowed": place_found(by, place) if place else None,
        "rows": [(hit, _marked(hit.person.name, words)) for hit in looked.hits], "may_narrow": looked.kind in BY_KEY,
    })


@require_GET
def column(request: HttpRequest) -> HttpResponse:
    """The forms, with nothing asked yet."""
    return render(request, "web/search.html", _page(_who_looks(request)))


@require_POST
def found_column(request: HttpRequest) -> HttpResponse:
    """Whom each line of a pasted column finds, in the order given."""
    by, lines = _who_looks(request), request.POST.get("lines", "")
    pasted = queries.found_many(by, lines.splitlines())
    return render(request, "web/search.html", {**_page(by), "pasted": pasted, "kept": ring().seal(lines, KEPT) if pasted.lines else ""})


@require_POST
def export_column(request: HttpRequest) -> FileResponse:
    """The same as a workbook. The column comes back as it was sealed."""
    by = _who_looks(request)
    by.must("registry.print")
    content = actions.export_found(by, lines=_opened(request.POST.get("kept", "")).splitlines())
    return FileResponse(content, as_attachment=True, filename="查找结果.xlsx")


def _who_looks(request: HttpRequest) -> Actor:
    by = asker(request)
    by.must("registry.look")
    return by


def _page(by: Actor) -> dict[str, object]:
    return {"most_lines": queries.MOST_LINES, "may_export": by.can("registry.print")}


def _opened(kept: str) -> str:
    try:
        return ring().unseal(kept, KEPT)
    except (KeyLost, Tampered, ValueError):
        raise Refused("这一页打开太久了，请把这一列重新贴一次再导出。") from None


def _marked(name: str, words: str) -> tuple[str, str, str]:
    """A name before, at and behind the piece that was typed; all of it before when it is not there letter by letter."""
    before, piece, behind = name.partition(words)
    return before, piece, behind
