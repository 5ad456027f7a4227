"""Who chose English has each finished page read to them; for everybody else this is one look at a cookie."""

from collections.abc import Callable
from functools import cache

from django.http import HttpRequest, HttpResponse

from bangfu.english.catalogue import kept
from bangfu.english.framework import sayings
from bangfu.english.page import in_english
from bangfu.english.reading import Reader

COOKIE, ENGLISH = "language", "en"
Answer = Callable[[HttpRequest], HttpResponse]


def chose_english(request: HttpRequest) -> bool:
    """Whether the browser a request comes from is to be answered in English."""
    return request.COOKIES.get(COOKIE) == ENGLISH


def pages_in_english(answer: Answer) -> Answer:
    """Pages, parts of pages and pages about errors. Files, JSON and what is sent while it is made stay as they are."""
    def passed(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if chose_english(request) and _is_a_page(response):
            response.content = in_english(response.text, the_reader())
            if response.has_header("Content-Length"):
                response["Content-Length"] = str(len(response.content))
        return response
    return passed


@cache
def the_reader() -> Reader:
    """The reader of the whole catalogue: made once a process, when somebody first asks for English."""
    ours = {sentence: english for sentences in kept().values() for sentence, english in sentences.items()}
    return Reader(sayings() | ours)


def _is_a_page(response: HttpResponse) -> bool:
    return not response.streaming and response.get("Content-Type", "").startswith("text/html") and not response.has_header("Content-Encoding")
