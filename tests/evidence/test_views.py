"""The pages of a paper, and the parts other pages include."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from bangfu.evidence.actions import withdraw_paper
from bangfu.evidence.filing import shelves
from bangfu.evidence.forms import KeepForm
from bangfu.evidence.given import MAX_BYTES
from bangfu.evidence.models import Paper
from bangfu.evidence.queries import papers_of
from bangfu.journal.models import Entry
from bangfu.organization.actor import Actor
from tests.county import County
from tests.evidence.papers import BOOKLET, HOUSE, ID_CARD, pdf, photo
from tests.evidence.test_actions import FAMILY, keep
from tests.web.markup import faults

SignIn = Callable[[str], Client]


@pytest.fixture
def enter(county: County) -> SignIn:
    """A browser in which one of the cast is signed in."""
    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return signed_in


def address(paper: Paper, name: str = "paper") -> str:
    return reverse(name, args=[paper.pk])


def test_a_photograph_is_shown_on_its_page(county: County, enter: SignIn) -> None:
    made = keep(county.village_clerk, note="首页")
    page = enter("village_clerk").get(address(made)).content.decode()
    assert f'<img class="paper-picture" src="{address(made, "paper_content")}"' in page
    assert all(word in page for word in ("户口簿", FAMILY.label, "首页", "村信息员甲", 'data-opens="withdraw"')) and not faults(page)


def test_a_pdf_is_linked_to_be_opened(county: County, enter: SignIn) -> None:
    made = keep(county.village_clerk, content=pdf(), file_name="证明.jpg")
    page = enter("township_clerk").get(address(made)).content.decode()
    assert "看 证明.pdf" in page and "<img" not in page and not faults(page)


@pytest.mark.parametrize(("content", "kind", "name"), [(photo(), "image/jpeg", '他说"在家"；覃 1%.jpg'), (pdf(), "application/pdf", '他说"在家"；覃 1%.pdf')])
def test_what_was_stored_is_looked_at_and_can_do_nothing(county: County, enter: SignIn, content: bytes, kind: str, name: str) -> None:
    made = keep(county.village_clerk, content=content, file_name='他说"在家"；覃 1%.jpg')
    answer = enter("village_clerk").get(address(made, "paper_content"))
    assert answer.status_code == 200 and answer["Content-Type"] == kind and len(answer.content) == made.size
    policy = [one.strip() for one in answer["Content-Security-Policy"].split(";")]
    assert "sandbox" in policy and "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    shown, _, told = answer["Content-Disposition"].partition("; filename*=utf-8''")
    assert shown == "inline" and told.isascii() and '"' not in told and unquote(told) == name, "RFC 6266"


def test_a_name_that_needs_no_sign_of_its_language_is_quoted(county: County, enter: SignIn) -> None:
    made = keep(county.village_clerk, file_name='say "hi".jpg')
    assert enter("village_clerk").get(address(made, "paper_content"))["Content-Disposition"] == r'inline; filename="say \"hi\".jpg"'


@pytest.mark.parametrize(("who", "status"), [
    ("village_clerk", 200), ("county_officer", 200), ("neighbour", 404), ("stranger", 404), ("administrator", 403), ("nobody", 403), ("former", 403),
])
def test_pages_are_closed_to_who_does_not_reach_the_paper(county: County, enter: SignIn, who: str, status: int) -> None:
    made = keep(county.village_clerk)
    client = enter(who)
    for name in ("paper", "paper_content"):
        assert client.get(address(made, name)).status_code == status
    answer = client.post(address(made, "withdraw_paper"), {"reason": "拍错了户"})
    assert answer.status_code == (302 if status == 200 else status) and Paper.objects.filter(withdrawn_at=None).exists() == (status != 200)


def test_looking_writes_nothing_and_withdrawing_is_no_looking(county: County, enter: SignIn) -> None:
    made, client = keep(county.village_clerk), enter("village_clerk")
    before = Entry.objects.count()
    assert [client.get(address(made, name)).status_code for name in ("paper", "paper_content", "withdraw_paper")] == [200, 200, 405]
    assert Entry.objects.count() == before


def test_a_paper_is_withdrawn_from_its_page_with_a_reason(county: County, enter: SignIn) -> None:
    made, client = keep(county.village_clerk), enter("village_clerk")
    refused = client.post(address(made, "withdraw_paper"), {"reason": " "})
    assert refused.status_code == 409 and "为什么撤下" in refused.content.decode()
    assert client.post(address(made, "withdraw_paper"), {"reason": "长" * 501}).status_code == 409
    page = client.post(address(made, "withdraw_paper"), {"reason": "拍错了户"}, follow=True).content.decode()
    assert "已撤下" in page and "拍错了户" in page and 'data-opens="withdraw"' not in page and "<img" in page and not faults(page)


def test_after_it_was_withdrawn_who_only_looks_reads_why_and_sees_no_picture(county: County, enter: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    made = keep(county.village_clerk)
    withdraw_paper(county.village_clerk, paper=made.pk, reason="拍错了户")
    can = Actor.can
    monkeypatch.setattr(Actor, "can", lambda self, power, *, at=None: power != "evidence.keep" and can(self, power, at=at))
    client = enter("village_clerk")
    page = client.get(address(made)).content.decode()
    assert "拍错了户" in page and "<img" not in page and "单独打开" not in page
    assert client.get(address(made, "paper_content")).status_code == 404


def test_the_papers_of_a_subject_are_filed_on_any_page_with_what_is_missing(county: County) -> None:
    keep(county.village_clerk, file_name="<b>户口簿</b>.jpg")
    kinds = [BOOKLET, ID_CARD, HOUSE]
    filed = shelves(kinds, papers_of(county.village_clerk, [("household", FAMILY.id)]), required=kinds)
    part = render_to_string("evidence/_papers.html", {
        "shelves": filed, "keep_form": KeepForm(kinds=kinds), "keep_url": "/households/1/papers/", "csrf_token": "t",
    })
    assert not faults(part, whole=False) and "<b>" not in part
    assert part.count(">缺<") == 2 and part.count(">1 份<") == 1
    assert '<optgroup label="身份">' in part and '<optgroup label="住房">' in part
    places = [part.index(word) for word in (">身份<", "户口簿", "身份证", ">住房<", "住房照片", 'action="/households/1/papers/"')]
    assert places == sorted(places) and 'enctype="multipart/form-data"' in part


def test_without_papers_and_without_the_power_the_part_says_what_could_be_here() -> None:
    part = render_to_string("evidence/_papers.html", {"shelves": [], "keep_form": None, "keep_url": ""})
    assert "还没有材料" in part and "<form" not in part


def uploaded(content: bytes, name: str = "户口簿.jpg") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_the_form_gives_what_the_action_needs() -> None:
    form = KeepForm({"kind": "booklet", "taken_on": "2026-07-01", "note": ""}, uploaded(photo()), kinds=[BOOKLET, ID_CARD])
    assert form.is_valid() and form.chosen == BOOKLET and form.cleaned_data["file"].read() == photo()


@pytest.mark.parametrize(("data", "content", "field"), [
    ({"kind": "letter"}, photo(), "kind"), ({}, photo(), "kind"), ({"kind": "booklet"}, b"", "file"), ({"kind": "booklet"}, None, "file"),
    ({"kind": "booklet", "taken_on": "昨天"}, photo(), "taken_on"), ({"kind": "booklet", "note": "长" * 201}, photo(), "note"),
])
def test_the_form_says_which_field_is_wrong(data: dict[str, str], content: bytes | None, field: str) -> None:
    form = KeepForm(data, {} if content is None else uploaded(content), kinds=[BOOKLET, ID_CARD])
    assert list(form.errors) == [field]


def test_the_form_refuses_what_is_too_large_without_reading_it() -> None:
    large = uploaded(b"x")
    large["file"].size = MAX_BYTES + 1
    form = KeepForm({"kind": "booklet"}, large, kinds=[BOOKLET])
    assert "超过 20 MB" in form.errors["file"][0]   # type: ignore[operator]
