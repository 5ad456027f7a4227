"""标签: which places bore a tag on any day, as known on any day; and a tag given or ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from bangfu.organization import actions, queries
from bangfu.organization.asking import asker
from bangfu.organization.forms import TagForm, TaggedForm, UntagForm, cleaned
from bangfu.organization.views import back_to, must_look


@require_GET
def place_tags(request: HttpRequest) -> HttpResponse:
    """The tags in use, and the places that bear one of them."""
    by = asker(request)
    must_look(by)
    form = TaggedForm(request.GET or None)
    words, days = queries.tag_words(by), form.days
    tag = request.GET.get("tag", "") or (words[0][0] if words else "")
    codes = queries.places_tagged(by, tag, days) if tag else []
    names = queries.place_names({*codes, *(code[:9] for code in codes)})
    return render(request, "organization/tags.html", {
        "form": form, "words": words, "tag": tag, "days": days, "rows": [(code, names.get(code, ""), names.get(code[:9], "")) for code in codes],
    })


@require_POST
def tag_place(request: HttpRequest, place: str) -> HttpResponse:
    """Says what a place is called by a document."""
    by = asker(request)
    by.must("organization.tags", at=place)
    made = actions.tag_place(by, place=place, **cleaned(TagForm(request.POST)))
    messages.success(request, f"已加上标签“{made.tag}”。")
    return back_to("places", place)


@require_POST
def untag_place(request: HttpRequest, place: str, tag: UUID) -> HttpResponse:
    """Ends a tag, or says that it never was."""
    by = asker(request)
    by.must("organization.tags", at=place)
    actions.untag_place(by, tag=tag, **cleaned(UntagForm(request.POST)))
    messages.success(request, "标签已取消。")
    return back_to("places", place)
