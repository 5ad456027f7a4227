"""The description says what the pages say, and the cases made from it find what is not as it says."""

import random
from typing import Any

import pytest
from django.http import HttpResponse

from tests.web.described import Asking, Figures
from tests.web.description import description
from tests.web.hostile import Intruders
from tests.web.surface import Kind, Surface, offered
from tests.web.world import World

FORM = """<form method="post" action="/voices/send/"><select name="about"><option value="1">一</option><option>全村</option></select>
<input type="radio" name="kind" value="question" required><input type="radio" name="kind" value="complaint"><textarea name="words" maxlength="100" required></textarea>
<input type="date" name="on"><input type="checkbox" name="one" value="a"><input type="checkbox" name="one" value="b"><input type="file" name="photo"></form>
<form id="far" method="post" action="/views/"></form><input type="hidden" name="row" value="7" form="far">"""
LINK = '<a href="/places/990121001001/file/people/?size=50&after=">人</a>'


class Reader:
    """A browser that is always shown one page."""

    def get(self, _: str) -> HttpResponse:
        return HttpResponse(FORM + LINK)


@pytest.mark.once
def test_what_a_page_says_of_its_fields_is_read() -> None:
    form, other = (one for one in offered(HttpResponse(FORM), "/") if one.method == "post")
    assert form.kinds == {
        "about": Kind("select", ("1", "全村")), "kind": Kind("radio", ("question", "complaint"), needed=True), "words": Kind("textarea", needed=True, longest=100),
        "on": Kind("date"), "one": Kind("checkbox", ("a", "b")), "photo": Kind("file"),
    }
    assert other.path == "/views/" and other.kinds == {"row": Kind("hidden", ("7",))}


@pytest.mark.once
def test_the_description_says_what_the_pages_say() -> None:
    surface, reader = Surface(), Reader()
    surface.walk("somebody", reader, ["/"], most=1)   # type: ignore[arg-type]
    paths = description(surface, ["/places/990121002001/file/houses/"])["paths"]
    form = paths["/voices/send/"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert form["required"] == ["kind", "words"] and form["properties"] == {
        "about": {"enum": ["1", "全村"]}, "kind": {"enum": ["question", "complaint"]}, "words": {"type": "string", "maxLength": 100},
        "on": {"type": "string", "format": "date"}, "one": {"type": "array", "items": {"enum": ["a", "b"]}, "uniqueItems": True},
        "photo": {"type": "string", "format": "binary"},
    }
    page = paths["/places/{place}/file/{cut}/"]["get"]
    said = {one["name"]: one["schema"] for one in page["parameters"]}
    assert said["place"] == {"anyOf": [{"enum": ["990121002001", "990121001001"]}, {"type": "string", "pattern": "^[^/]+$"}]}
    assert said["cut"] == {"anyOf": [{"enum": ["houses", "people"]}, {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}]}
    assert said["size"] == {"anyOf": [{"enum": ["50"]}, {"type": "string"}]} and said["after"] == {"type": "string"}
    assert page["responses"].keys() == {"2XX", "3XX", "4XX"}


@pytest.fixture
def asked(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What comes of a few cases at the help."""
    def found(parts: Any, said: str = "") -> Figures:
        intruders, figures = Intruders(world, random.Random(1), printed=0), Figures("", 1, 12)
        for offers in intruders.surface.offers.values():
            offers["help", "get"].answers |= {said} if said else set()
        asking = Asking(intruders, figures)
        operation = next(one for one in asking.operations if one.definition.raw["operationId"] == "help get")
        monkeypatch.setattr("bangfu.web.views.help.helping.parts", parts)
        asking.at_its_edges(operation, 6)
        asking.drawn(operation, 6)
        return figures
    return found


@pytest.mark.once
def test_an_error_of_the_program_and_an_answer_of_another_kind_are_found(asked: Any) -> None:
    def broken() -> None:
        raise ZeroDivisionError
    assert "500 ZeroDivisionError" in " ".join(asked(broken).told)
    assert "Undocumented Content-Type" in " ".join(asked(list, "application/pdf").told)
    fine = asked(list, "text/html")
    assert fine.told == [] and fine.edges and fine.accepted
