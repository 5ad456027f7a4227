"""A lost key is told at the start and on the page that needs it, in words that say what to do: never an empty field, never a new ring beside old data."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from bangfu.config.command import main
from bangfu.facts.models import new_id
from bangfu.registry.models import PersonRecord
from bangfu.sealing.changing import add_key, drop_key, use_key
from bangfu.sealing.models import KnownKey, SubjectKey, new_subject_key
from bangfu.sealing.present import must_open
from bangfu.sealing.ring import KeyLost, Tampered, new_key, path_of_ring, read_ring, ring, write_ring
from bangfu.work.worker import sweep
from tests.county import County
from tests.standing import world
from tests.web.conftest import BACKEND
from tests.web.world import HOMES, NATIONAL, exported, receive

WORDS = ("放回", "ring.json", "不要新建密钥，也不要删数据")


@world(ring=True)
def somebody() -> str:
    """A person with a number, and a key that sealed it."""
    from tests.county import the_county

    home = HOMES["here"]
    receive(the_county().township_clerk, "national_persons", NATIONAL, [exported(home, *home.people(1)[0])], until="applied")
    return str(PersonRecord.objects.earliest("id").person_id)


def lose(how: str) -> None:
    """The ring gone, another in its place, damaged, or without its key."""
    path = path_of_ring()
    match how:
        case "gone":
            path.unlink()
        case "another":
            write_ring(replace(ring(), sealing={"k1": new_key()}), path)
        case "damaged":
            path.write_text(path.read_text()[:40])
        case "lacking":
            use_key(add_key())
            drop_key("k1")
    ring.cache_clear()


@pytest.mark.parametrize("how", ["gone", "another", "damaged", "lacking"])
@pytest.mark.parametrize("noted", [True, False])
def test_at_the_start_it_is_told_and_nothing_is_made_in_its_place(somebody: str, how: str, noted: bool) -> None:
    if noted:
        must_open()
    else:   # of a version that noted no keys
        KnownKey.objects.all().delete()
    lose(how)
    before = path_of_ring().read_text() if path_of_ring().exists() else ""
    with pytest.raises((KeyLost, Tampered)) as told:
        must_open()
    assert noted is False or all(word in told.value.sentence for word in WORDS)
    assert (path_of_ring().read_text() if path_of_ring().exists() else "") == before


@pytest.mark.parametrize("words", [("worker",), ("serve",), ("check", "--as", "qingshi"), ("keys", "show")])
def test_no_command_begins_without_its_keys(somebody: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    must_open()
    lose("another")
    monkeypatch.setattr("bangfu.config.commands.serve.must_be_walled", lambda: None)
    monkeypatch.setattr("bangfu.config.commands.worker.must_be_walled", lambda: None)
    assert main(words) == 1
    said = capsys.readouterr().err
    assert all(word in said for word in WORDS) and "k1" in said and "程序出错" not in said


@pytest.mark.parametrize("how", ["lacking", "another"])
def test_the_page_that_needs_it_says_so_and_shows_nothing_in_its_place(somebody: str, county: County, how: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    page = reverse("person", kwargs={"person": somebody})
    assert client.get(page).status_code == 200
    lose(how)
    answer = client.get(page)
    text = answer.content.decode()
    assert answer.status_code == 503 and "打不开" in text and HOMES["here"].people(1)[0][0] not in text
    assert how != "lacking" or all(word in text for word in WORDS)
    assert "打不开密存的内容" in caplog.text
    asked = client.get(page, headers={"Accept": "application/json"})
    assert asked.status_code == 503 and "打不开" in json.loads(asked.content)["refused"]


def test_a_job_that_needs_it_ends_with_the_same_words(somebody: str, county: County) -> None:
    from bangfu.registry.actions import ask_roster
    from bangfu.work.models import Job

    ask_roster(county.township_clerk, place=HOMES["here"].place, filters={"by": "household"}, title="村名册")
    lose("lacking")
    sweep()
    ended = Job.objects.latest("made_at")
    assert ended.state == "failed" and all(word in ended.error for word in WORDS)


def test_put_back_it_all_opens_again(somebody: str, tmp_path: Path) -> None:
    kept = path_of_ring().read_text()
    must_open()
    lose("gone")
    path_of_ring().write_text(kept)
    must_open()
    assert SubjectKey.objects.exclude(wrapped="").earliest("made_at").key


@pytest.mark.django_db
def test_the_first_start_makes_a_ring_and_notes_its_keys_once(fresh_ring: Path) -> None:
    must_open()
    must_open()
    assert dict(KnownKey.objects.values_list("name", "mark")) == read_ring(path_of_ring()).marks


@pytest.mark.django_db
def test_a_process_that_runs_seals_under_a_new_key_within_a_second(fresh_ring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, now = ring(), 1000.0
    monkeypatch.setattr("bangfu.sealing.ring.time.monotonic", lambda: now)
    ring.cache_clear()
    assert ring() == before
    write_ring(replace(before, sealing={**before.sealing, "k2": new_key()}, current="k2"), path_of_ring())   # by another process
    assert ring().current == "k1"
    now += 1.1
    assert ring().current == "k2" and new_subject_key(new_id(), b"x").wrapped.startswith("a1.k2.")
    path_of_ring().unlink()
    now += 1.1
    assert ring().current == "k2", "whoever runs goes on with what was read"
