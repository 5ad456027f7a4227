"""中文 or English, chosen for a browser and kept by it, as large print is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from bangfu.english.middleware import COOKIE, ENGLISH
from bangfu.web.door import onward
from bangfu.web.middleware import open_to_all

YEAR = 31_536_000   # seconds


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Pages are read in English in this browser from now on, or stand as they are written again; back to the page one was on."""
    response = redirect(onward(request, request.POST.get("next", "")))
    if request.POST.get("language") == ENGLISH:
        response.set_cookie(COOKIE, ENGLISH, max_age=YEAR, secure=settings.HTTPS, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
