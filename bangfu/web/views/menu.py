"""What waits behind the items of the menu, asked for once the page stands: so that no page waits for it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bangfu.organization.asking import asker
from bangfu.web.shell import waiting


@require_GET
def waiting_counts(request: HttpRequest) -> HttpResponse:
    """The counts, each to be put into its place in the menu."""
    return render(request, "web/_waiting.html", {"counts": waiting(asker(request))})
