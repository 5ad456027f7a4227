"""The judge of hostile input: it names what is planted, and nothing else."""

from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from bangfu.english.middleware import COOKIE, ENGLISH
from tests.web.hostile import Sent, complaints
from tests.web.hostile_words import ALGEBRA, MARK, RECKONED
from tests.web.surface import Offer

OFFER = Offer("today", "get", "/")
SECRET = "990121198001019990"


def judged(
    content: str = "<p>什么都没有改动。</p>", *, status: int = 200, said: tuple[tuple[bytes, bytes], ...] = (), english: bool = False, **headers: str,
) -> list[str]:
    """What is wrong with an answer to somebody who said these things, and may not know `SECRET`."""
    answer = HttpResponse(content, status=status, headers={name.replace("_", "-"): one for name, one in headers.items()})
    answer.resolver_match = SimpleNamespace(url_name="today")   # type: ignore[assignment]
    answer.wsgi_request = RequestFactory().get("/", headers={"Cookie": f"{COOKIE}={ENGLISH}"} if english else {})   # type: ignore[attr-defined]
    return list(complaints(answer, Sent("somebody", OFFER, "", "get", "/", said), [SECRET]))


@pytest.mark.parametrize(("content", "said"), [
    (f'<a href="javascript:{MARK}">x</a>', "markup from outside"), (f"<{MARK}>", "markup from outside"), (f'<form action="//{MARK}.example/">', "markup from outside"),
    (f"<p>{RECKONED}</p>", f"{ALGEBRA} was reckoned"), (" \n", "an empty page"), (f"<td>{SECRET}</td>", f"shows {SECRET}"),
])
def test_what_may_stand_on_no_page_is_named(content: str, said: str) -> None:
    assert [one[: len(said)] for one in judged(content)] == [said]


@pytest.mark.parametrize("headers", [{"Location": "//elsewhere.example/"}, {"HX_Redirect": "https:\\\\elsewhere.example"}, {"HX_Location": "http://elsewhere.example/"}])
def test_an_answer_that_leads_elsewhere_is_named(headers: dict[str, str]) -> None:
    assert [one.partition(" to ")[0] for one in judged(**headers)] == ["leads"]
    assert judged(Location="/households/", HX_Redirect="http://testserver/") == []


@pytest.mark.parametrize(("content", "english", "wrong"), [
    ("<p>请写明理由。</p>", False, []), ("<p>Give a reason.</p>", True, []), ("", False, ["409 without words"]), ("<p>409</p>", False, ["409 without words"]),
    ("<p>Conflict</p>", False, ["409 without words"]), ("<p>409 Conflict</p>", True, ["409 without words"]),
])
def test_a_refusal_says_why_in_the_language_that_was_chosen(content: str, english: bool, wrong: list[str]) -> None:
    assert judged(content, status=HTTPStatus.CONFLICT, english=english) == wrong


def test_what_somebody_said_themselves_is_no_secret_to_them() -> None:
    shown = f"<p>{SECRET}</p>"
    assert judged(shown, said=((b"q", SECRET.encode()),)) == []
    assert judged(shown, said=((SECRET.encode(), b"x"),)) == [], "be it as the name of a field"
    assert judged(shown, said=((b"q", SECRET[:-1].encode()),)) == [f"shows {SECRET}"]


def test_an_error_of_the_program_is_named_and_nothing_besides() -> None:
    answer = judged(f"<p>{SECRET}</p>", status=500)
    assert len(answer) == 1 and answer[0].startswith("500")
