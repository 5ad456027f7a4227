"""How a refusal is shown."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from bangfu.rules.refusal import Refused


def refusal_page(request: HttpRequest, refused: Refused, *, status: int) -> HttpResponse:
    """The sentence as a page, as a notice for htmx, or as JSON for a caller that asks for it."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"refused": refused.sentence, "field": refused.field}, status=status)
    template = "parts/notice.html" if request.headers.get("HX-Request") else "refused.html"
    return render(request, template, {"kind": "refused", "sentence": refused.sentence, "status": status}, status=status)
