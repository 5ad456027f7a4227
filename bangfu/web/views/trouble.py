"""What a page says when something broke: trouble of the machine by its own sentence, anything else as an error of the program."""

import sys

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.defaults import server_error

from bangfu.web.middleware import open_to_all
from bangfu.work.trouble import trouble

AGAIN_AFTER = "10"   # seconds


@open_to_all
def broken(request: HttpRequest) -> HttpResponse:
    """Asked while the error is being handled. Asks the database nothing."""
    sentence = trouble(sys.exc_info()[1])
    if not sentence:
        return server_error(request)
    said = f"{sentence}刚才那一步没有办成的话，好了以后再办一次就行。"
    answer: HttpResponse
    if request.headers.get("Accept", "").startswith("application/json"):
        answer = JsonResponse({"refused": said, "field": ""}, status=503)
    elif request.headers.get("HX-Request"):
        answer = render(None, "parts/notice.html", {"kind": "refused", "sentence": said}, status=503)
    else:
        answer = HttpResponse(render_to_string("503.html", {"sentence": said}), status=503)
    answer["Retry-After"] = AGAIN_AFTER
    return answer
