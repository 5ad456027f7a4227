"""Help and tours: every page has its part, every kind of post its tour, and all of it is words that are found."""

from collections.abc import Callable

import pytest
from django.test import Client

from bangfu.rules.powers import ROLES
from bangfu.web import helping
from bangfu.web.shell import SECTIONS
from bangfu.web.tours import FEWEST, MOST, tour_of, tours
from tests.county import COUNTY, VILLAGE, County
from tests.web.routes import PAGES, ROUTES

pytestmark = pytest.mark.once
SignIn = Callable[[str], Client]
NO_HELP = {"health", "sign_in", "jump_collection"}   # a machine asks; nobody is inside yet; leads on to a form
PEOPLE = ("village_clerk", "township_clerk", "county_officer", "administrator", "auditor")


def test_every_page_has_a_part_of_the_help_and_no_part_speaks_of_a_page_there_is_none_of() -> None:
    told = [page for part in helping.parts() for page in part.pages]
    assert len(told) == len(set(told)) and set(told) <= set(ROUTES)
    assert {route.name for route in PAGES} - set(told) - NO_HELP == set()


def test_every_section_of_the_menu_has_help() -> None:
    assert [name for _, name, *_ in SECTIONS if helping.part_of(name) is None] == []


def test_a_part_says_what_it_is_for_and_answers_questions() -> None:
    for part in helping.parts():
        assert part.what.endswith("。") and part.hows and all(how.ask.endswith("？") and all(step.endswith("。") for step in how.steps) for how in part.hows), part.slug


def test_words_are_found_wherever_they_stand() -> None:
    assert [(part.slug, [how.ask for how in hows]) for part, hows in helping.found("豁免 批")][0] == ("findings", ["一条疑点怎么办？"])
    assert len(helping.found("")) == len(helping.parts()) and helping.found("没有这样的词") == []
    assert next(part.slug for part, _ in helping.found("大字")) == "desk"


def test_the_question_mark_opens_the_part_of_the_page(world: object, signed_in: SignIn) -> None:
    client = signed_in("village_clerk")
    for address, slug in ((f"/places/{VILLAGE}/file/", "village"), ("/voices/mine/", "voices"), ("/", "today")):
        assert f'class="help-link" href="/help/{slug}/"' in client.get(address).content.decode()
    assert "一条疑点怎么办？" in client.get("/help/findings/").content.decode() and client.get("/help/none/").status_code == 404
    assert "怎么导出、打印？" in client.get("/help/?words=打印").content.decode()


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"program"}))
def test_every_kind_of_post_has_a_tour_of_pages_it_may_open(role: str) -> None:
    steps = tours()[role]
    assert FEWEST <= len(steps) <= MOST and steps[0].page == "today" and steps[-1].page in ("my_voices", "voices")
    for step in steps:
        power = ROUTES[step.page].power
        assert not power or set(power.split()) & ROLES[role].powers, (step.page, power)
        assert step.words.endswith("。") and len(step.words) <= 60


@pytest.mark.parametrize("who", PEOPLE)
def test_the_tour_is_a_page_too(world: object, signed_in: SignIn, who: str, county: County) -> None:
    shown = signed_in(who).get("/help/tour/").content.decode()
    steps = tour_of(getattr(county, who))
    assert steps and all(step.words in shown and f'href="{step.url}"' in shown for step in steps)


def test_the_tour_begins_by_itself_at_the_first_sign_in_and_never_again_once_it_was_left(county: County) -> None:
    client = Client()
    sign_in = {"username": "shangyang", "password": "账清事明-青石-2020"}
    client.post("/sign-in/", sign_in)
    assert "data-tour-starts" in client.get("/").content.decode()
    client.post("/help/tour/done/")
    assert "data-tour-starts" not in client.get("/").content.decode()
    client.post("/sign-out/")
    client.post("/sign-in/", sign_in)
    assert "data-tour-starts" not in client.get("/").content.decode()


def test_what_waits_stands_in_the_menu(world: object, signed_in: SignIn) -> None:
    shown = signed_in("county_officer").get("/waiting/").content.decode()
    assert 'id="waits-voices"' in shown and "件等您办" in shown and 'id="waits-findings"' in shown
    assert 'id="waits-voices"' in signed_in("county_officer").get(f"/places/{COUNTY}/").content.decode()
    assert "waits-findings" not in signed_in("auditor").get("/waiting/").content.decode()
