"""Pages of lists in general: columns are chosen, views are saved, opened by a link, renamed and dropped."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from bangfu.lists import actions, queries, taking
from bangfu.lists.arranging import arranged, terms_of
from bangfu.lists.declared import Listing
from bangfu.lists.queries import ViewRow
from bangfu.organization.actor import Actor
from bangfu.organization.asking import asker
from bangfu.organization.queries import place_names
from bangfu.rules.place_code import covers
from bangfu.rules.refusal import Refused
from bangfu.rules.whole_number import whole_number

Listings = Mapping[str, Listing]
Takers = Mapping[str, tuple[Listing, taking.Taker]]
GONE = "这个视图已经删掉了，或地址不完整。请让发给您的人重新发一次。"


@require_POST
def choose_columns(request: HttpRequest, listing: str, listings: Listings) -> HttpResponse:
    """Keeps which columns somebody wants, in their order, or the usual ones again."""
    by, found = asker(request), _listing(listings, listing)
    size = request.POST.get("size", "50")
    chosen = [] if "usual" in request.POST else request.POST.getlist("column")
    actions.choose_columns(by, listing=found, columns=chosen, size=whole_number(size))
    messages.success(request, "已恢复原来的列。" if "usual" in request.POST else "列已按您选的排好，下次也这样。")
    return redirect(_back(request, without=("view", "after", "before", "no", "size")))


@require_POST
def save_view(request: HttpRequest, listing: str, listings: Listings) -> HttpResponse:
    """Saves the list as it stands under a name."""
    by, found = asker(request), _listing(listings, listing)
    query = request.POST.get("query", "")
    made = actions.save_view(
        by, listing=found, name=request.POST.get("name", ""), terms=terms_of(query, (*found.filters, "sort")), columns=request.POST.getlist("column"),
        at=_place(request) if found.at_place else "", is_shared=request.POST.get("shared") == "1",
    )
    pasted = "贴入的号码不随视图保存。" if "pasted" in terms_of(query, ("pasted",)) else ""
    messages.success(request, f"已存为“{made.name}”。{pasted}")
    return redirect("views")


def _place(request: HttpRequest) -> str:
    """The place of the list that is saved; one that is no code is none."""
    at = request.POST.get("place", "")
    return at if at.isascii() and at.isdigit() and len(at) <= 15 else ""


@require_POST
def take_list(request: HttpRequest, listing: str, takers: Takers) -> HttpResponse:
    """The list as it is seen, chosen columns in their order, filtered and sorted, on paper or as a workbook; written down before it leaves."""
    if listing not in takers:
        raise Http404
    by, (found, taker), how = asker(request), takers[listing], request.POST.get("how", "")
    by.must(found.takes)
    if how not in taking.MEDIA:
        raise Refused("请选打印，还是导出表格。")
    place = _place(request) or by.place_code
    stands = arranged(request, by, found, place=place if found.at_place else "")
    taken = taker(by, stands, place, taking.MOST[how] + 1)
    content = taking.made(by, stands, taken, how)
    actions.note_list_taken(by, listing=found, at=taken.at, how=how, rows=len(taken.rows), words=taken.words)
    response = HttpResponse(content, content_type=taking.MEDIA[how])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{taken.title}.{how}')}"
    return response


@require_GET
def views(request: HttpRequest, listings: Listings) -> HttpResponse:
    """One's own views, and those of one's office."""
    by = asker(request)
    open_to = {slug: one for slug, one in listings.items() if by.can(one.power)}
    rows = queries.views_of(by, list(open_to))
    names = place_names(one.at for one in rows if one.at)
    return render(request, "lists/views.html", {
        "rows": [(one, open_to[one.listing], names.get(one.at, ""), request.build_absolute_uri(reverse("view", args=[one.id]))) for one in rows],
    })


@require_GET
def view(request: HttpRequest, view: UUID, listings: Listings) -> HttpResponse:
    """Opens a view: its filters, columns and order, at the place and within the reach of whoever opens it."""
    by, found = asker(request), queries.view(asker(request), view)
    if found is None or found.listing not in listings:
        raise Refused(GONE)
    listing = listings[found.listing]
    by.must(listing.power)
    words = urlencode({**found.terms, "view": str(found.id)})
    return redirect(f"{reverse(listing.address, kwargs=_where(request, by, listing, found))}?{words}")


def _where(request: HttpRequest, by: Actor, listing: Listing, found: ViewRow) -> dict[str, str]:
    """What the address of the list needs: the place of the view, where the asker reaches it, else their own."""
    if not listing.at_place:
        return {}
    if found.at and not covers(by.ranges, found.at):
        messages.warning(request, "这个视图是别处的，那里不在您的管辖范围内；下面按同样的条件列出您自己这里的。")
        return {"place": by.place_code}
    return {"place": found.at or by.place_code}


@require_POST
def rename_view(request: HttpRequest, view: UUID) -> HttpResponse:
    """Another name, and whether the office may use it."""
    actions.rename_view(asker(request), view=view, name=request.POST.get("name", ""), is_shared=request.POST.get("shared") == "1")
    messages.success(request, "已改。")
    return redirect("views")


@require_POST
def drop_view(request: HttpRequest, view: UUID) -> HttpResponse:
    """Drops a view."""
    dropped = actions.drop_view(asker(request), view=view)
    messages.success(request, f"“{dropped.name}”已删除，发出去的链接也打不开了。")
    return redirect("views")


def _listing(listings: Listings, slug: str) -> Listing:
    if slug not in listings:
        raise Http404
    return listings[slug]


def _back(request: HttpRequest, without: tuple[str, ...]) -> str:
    """The page of ours the form stood on, with the query it had but for some words; the front page for any other address."""
    path, query = request.POST.get("path", "/"), request.POST.get("query", "")
    if not url_has_allowed_host_and_scheme(path, allowed_hosts={request.get_host()}) or not path.startswith("/"):
        return "/"
    kept = {name: value for name, value in terms_of(query, _names(query)).items() if name not in without}
    return f"{path}?{urlencode(kept)}" if kept else path


def _names(query: str) -> tuple[str, ...]:
    return tuple(part.partition("=")[0] for part in query.split("&") if part)


