"""Whatever file comes in is looked through first; what the scanner knows is kept nowhere, and who brought it is told to whom it concerns."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bangfu.config.command import main
from bangfu.deliveries import actions
from bangfu.deliveries.models import Delivery
from bangfu.evidence.models import Paper
from bangfu.journal.models import Entry
from bangfu.sealing import files
from bangfu.sealing.scanning import Infected
from bangfu.work.worker import sweep
from tests.county import County
from tests.deliveries.test_asking import with_password
from tests.sealing.scanners import answering
from tests.web.surface import Surface
from tests.web.views.test_search import body
from tests.web.world import LEDGER, World, workbook

SignIn = Callable[[str], Client]
FOUND = b"stream: Bangfu.Test FOUND\0"


def offered(world: World, signed_in: SignIn) -> dict[str, tuple[str, dict[str, str], set[str]]]:
    """Every address that takes a file, as the pages of a township clerk and the administrator offer them."""
    surface = Surface()
    for who in ("township_clerk", "administrator"):
        surface.know_routes(who, world.sites["here"])
        begin = ["/", *(offer.path for (_, method), offer in surface.offers[who].items() if method == "get")]
        surface.walk(who, signed_in(who), begin, 100)
    return {offer.name: (who, offer.fields | {"path": offer.path}, offer.files) for who, offers in surface.offers.items() for offer in offers.values() if offer.files}


@pytest.mark.once
def test_no_page_takes_what_the_scanner_knows(world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    found = offered(world, signed_in)
    assert {"receive", "keep_household_paper", "keep_village_paper", "returned_collection", "load_map", "correct_finding"} <= set(found)
    kept = {one for folder in files.folders() for one in files.in_folder(folder)}
    before = (Delivery.objects.count(), Paper.objects.count())
    with answering(*[FOUND] * 50) as (address, received):
        monkeypatch.setattr(settings, "SCANNER", address)
        for nth, (who, fields, names) in enumerate(found.values(), start=1):
            sent = {name: SimpleUploadedFile("990121198001019990.xlsx", b"content") for name in names}
            answer = signed_in(who).post(fields["path"], {**fields, **sent})
            assert answer.status_code == 409 and "Bangfu.Test" in body(answer) and "没有收下" in body(answer), fields["path"]
            assert received[-1] == b"content" and Entry.objects.filter(verb="file.infected").count() == nth
    assert before == (Delivery.objects.count(), Paper.objects.count()) and kept == {one for folder in files.folders() for one in files.in_folder(folder)}
    told = Entry.objects.filter(verb="file.infected").latest("id")
    assert "990121198001019990" not in told.reason and "Bangfu.Test" in told.reason
    security = body(signed_in("security").get("/"))
    assert f"{len(found)} 个文件里查出恶意代码" in security and "恶意代码" not in body(signed_in("township_clerk").get("/"))
    assert "文件有恶意代码" in body(signed_in("security").get("/accounts/"))


@pytest.mark.once
def test_what_it_lets_pass_is_read_whole_by_the_page(world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(LEDGER, [("上垟村", "H1", "覃天明", "", "户主")])
    with answering(b"stream: OK\0") as (address, received):
        monkeypatch.setattr(settings, "SCANNER", address)
        signed_in("township_clerk").post("/deliveries/receive/", {"layout": "village_ledger", "file": SimpleUploadedFile("台账.xlsx", content)})
    assert received == [content] and files.kept(Delivery.objects.latest("received_at").digest) == content


@pytest.mark.once
def test_nobody_who_is_not_in_has_anything_looked_through(world: World, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SCANNER", "127.0.0.1:1")   # would be refused by nobody there
    answer = signed_in("anonymous").post("/sign-in/", {"username": "x", "password": "y", "file": SimpleUploadedFile("x.xlsx", b"content")})
    assert answer.status_code == 401 and "没有回应" not in body(answer)


def test_what_lies_behind_a_password_is_looked_through_when_it_is_opened(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    content, by = workbook(LEDGER, [("上垟村", "H1", "覃天明", "", "户主")]), county.township_clerk
    made = actions.receive(by, layout="village_ledger", file_name="台账.xlsx", content=with_password(content, "秘密123"))
    sweep()
    kept = {one for folder in files.folders() for one in files.in_folder(folder)}
    with answering(FOUND) as (address, received):
        monkeypatch.setattr(settings, "SCANNER", address)
        with pytest.raises(Infected, match="台账.xlsx"):
            actions.unlock_delivery(by, delivery=made.pk, password="秘密123")
    assert received == [content] and kept == {one for folder in files.folders() for one in files.in_folder(folder)}
    made.refresh_from_db()
    assert made.state == "locked"


def test_a_command_takes_nothing_either_and_writes_it_down(county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "台账.xlsx").write_bytes(workbook(LEDGER, [("上垟村", "H1", "覃天明", "", "户主")]))
    before = Delivery.objects.count()
    with answering(FOUND) as (address, _):
        monkeypatch.setattr(settings, "SCANNER", address)
        assert main(["import", str(tmp_path / "台账.xlsx"), "--as", "qingshi"]) == 1
    assert "恶意代码" in capsys.readouterr().err and Delivery.objects.count() == before
    assert Entry.objects.get(verb="file.infected").user_id == county.township_clerk.user_id
