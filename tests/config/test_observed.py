"""What those who run the machine see: lines of the log, figures, whether it is well; and nobody's name or number among it."""

import json
import logging
import re
import socket
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bangfu.config import metrics, observed
from bangfu.config.json_lines import JsonLines
from bangfu.config.observed import Seen
from bangfu.sealing.logs import NumbersAreMasked
from bangfu.work.models import Job
from tests.county import VILLAGE, County
from tests.web.conftest import BACKEND

NUMBER, PHONE = "990121199001011234", "13912345678"
LINE = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? -?\d+(\.\d+)?(e[+-]?\d+)?$')


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, object]]]:
    """What a machine that gathers logs would be given."""
    told: list[dict[str, object]] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(json.loads(handler.format(record)))   # type: ignore[method-assign]
    handler.setFormatter(JsonLines())
    handler.addFilter(NumbersAreMasked())
    monkeypatch.setattr(settings, "LOGS_ARE_JSON", True)
    logging.getLogger("bangfu").addHandler(handler)
    yield told
    logging.getLogger("bangfu").removeHandler(handler)


@pytest.fixture
def clerk(county: County) -> Client:
    client = Client()
    client.force_login(county.user("township_clerk"), backend=BACKEND)
    return client


def test_a_line_of_the_log_is_an_object_that_says_which_request_and_account_and_no_name(clerk: Client, county: County, lines: list[dict[str, object]]) -> None:
    answer = clerk.get(f"/places/{VILLAGE}/?words={NUMBER}")
    line = next(one for one in lines if one["logger"] == "bangfu.request")
    assert line == {
        "at": line["at"], "level": "INFO", "logger": "bangfu.request", "said": "answered", "request": answer["X-Request-ID"], "account": county.township_clerk.user_id,
        "method": "GET", "path": f"/places/{VILLAGE}/", "status": 200, "ms": line["ms"],
    }
    assert county.township_clerk.name not in json.dumps(lines, ensure_ascii=False) and NUMBER not in json.dumps(lines)


def test_what_is_said_meanwhile_bears_the_same_request_and_long_numbers_are_masked(clerk: Client, lines: list[dict[str, object]]) -> None:
    clerk.get(f"/nothing/{NUMBER}/")
    try:
        raise ValueError(f"about {NUMBER}")
    except ValueError:
        logging.getLogger("bangfu.command").exception("tried %s", PHONE)
    asked, failed = lines
    assert asked["status"] == 404 and asked["path"] == "/nothing/****************34/"
    assert failed["said"] == "tried *********78" and "ValueError: about ****************34" in str(failed["error"]) and "request" not in failed


def test_answers_are_counted_by_their_declared_route(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observed, "SEEN", seen := Seen())
    for address in (f"/places/{VILLAGE}/", "/places/990121001002/", "/nothing/", "/static/dist/nothing.css"):
        clerk.get(address)
    clerk.post("/health/")
    assert seen.answered == Counter({
        ("GET", "places/<str:place>/", 200): 2, ("GET", "(none)", 404): 1, ("GET", "(static)", 404): 1, ("POST", "health/", 405): 1,
    })
    assert sum(seen.within) == 5 and seen.seconds > 0


@pytest.mark.django_db
def test_figures_are_told_as_prometheus_reads_them_and_none_is_about_people(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Seen()
    seen.note("GET", 'a"b', 200, 0.3)
    seen.note("GET", 'a"b', 200, 99)
    monkeypatch.setattr(metrics, "SEEN", seen)
    Job.objects.create(name="crosscheck.run", subject=VILLAGE, key="k", place_code=VILLAGE, made_at=timezone.now() - timedelta(seconds=90))
    told = metrics.text()
    lines = told.splitlines()
    assert all(line.startswith(("# HELP bangfu_", "# TYPE bangfu_")) or LINE.match(line.replace('\\"', "'")) for line in lines), told
    assert 'bangfu_requests_total{method="GET",route="a\\"b",status="200"} 2.0' in lines
    assert 'bangfu_request_seconds_bucket{le="0.5"} 1.0' in lines and 'bangfu_request_seconds_bucket{le="+Inf"} 2.0' in lines
    assert "bangfu_request_seconds_count 2.0" in lines and 'bangfu_jobs{kind="crosscheck.run",state="waiting"} 1.0' in lines
    said = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert 90 <= float(said["bangfu_queue_age_seconds"]) < 900 and float(said["bangfu_database_bytes"]) > 10_000
    assert not any(word in told for word in ("person", "household", VILLAGE, "qingshi"))


def test_figures_are_told_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "text", lambda: "bangfu_process 1.0\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = metrics.listen(taken.getsockname()[1])
    assert port > 0
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert answer.read() == b"bangfu_process 1.0\n" and answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/")
    with socket.socket() as elsewhere, pytest.raises(OSError):   # 127.0.0.2 is this machine too, but not that address
        elsewhere.connect(("127.0.0.2", port))


def test_no_page_tells_figures(clerk: Client) -> None:
    assert clerk.get("/metrics").status_code == clerk.get("/metrics/").status_code == 404


@pytest.mark.django_db
def test_health_says_what_is_well_and_turns_people_away_only_where_it_cannot_serve(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/health/").json() == {"ok": True, "database": True, "disk": True, "queue": True, "backup": True, "doors": True}
    monkeypatch.setattr(settings, "BACKUP", settings.DATA)
    Job.objects.create(name="crosscheck.run", subject=VILLAGE, key="k", place_code=VILLAGE, made_at=timezone.now() - timedelta(hours=1))
    answer = Client().get("/health/")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "database": True, "disk": True, "queue": False, "backup": False, "doors": True})
    monkeypatch.setattr("bangfu.web.condition.shutil.disk_usage", lambda path: SimpleNamespace(free=1000))
    answer = Client().get("/health/")
    assert answer.status_code == 503 and answer.json()["disk"] is False and answer.json()["database"] is True
