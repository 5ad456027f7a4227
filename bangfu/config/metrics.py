"""Figures about the program, for Prometheus (text format 0.0.4), on this machine only: a listener of its own on 127.0.0.1, which no proxy in front of the pages can
lead to. No figure is about people."""

import logging
import shutil
import time
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from threading import Thread

from django.conf import settings
from django.db import close_old_connections
from django.db.models import Count
from django.utils import timezone

from bangfu.backups.databases import size
from bangfu.backups.queries import taken_last
from bangfu.config.observed import BOUNDS, SEEN, Seen
from bangfu.crosscheck.models import Finding
from bangfu.deliveries.models import Delivery
from bangfu.organization.actor import PROGRAM
from bangfu.rules.delivery import SETTLED
from bangfu.walls.reach import whole_county
from bangfu.work.models import Job
from bangfu.work.queries import waiting_since

TRIED = 10   # ports, for servers side by side on one machine
BEGAN = time.time()
log = logging.getLogger("bangfu.metrics")
Sample = tuple[dict[str, object], float]


def text() -> str:
    """All figures as they stand now."""
    return "".join(_family(*one) for one in (*_of_this_process(SEEN.copy()), *_of_the_county()))


def listen(port: int) -> int:
    """Answers on 127.0.0.1 at the port, or the first free one behind it, in a thread of this process. Returns which; 0, and a line of the log, when none is free."""
    for one in range(port, port + TRIED):
        try:
            server = ThreadingHTTPServer(("127.0.0.1", one), _Answering)
        except OSError:
            continue
        server.daemon_threads = True
        Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        return server.server_address[1]
    log.warning("度量端口 %d 起的 %d 个都被占用，没有开。", port, TRIED)
    return 0


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/metrics"
        content = _asked() if found else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:   # noqa: A002 - the name it has there
        """Says nothing of being asked."""


def _asked() -> bytes:
    try:
        return text().encode()
    finally:
        close_old_connections()


def _of_this_process(seen: Seen) -> Iterator[tuple[str, str, str, Iterable[Sample]]]:
    """Counted since it began; of several servers each has its own, and whoever gathers them adds them up."""
    yield "bangfu_process", "gauge", "Version of the program, and when this process began (Unix seconds).", [({"version": version("bangfu")}, BEGAN)]
    answered = [({"method": method, "route": route, "status": status}, float(n)) for (method, route, status), n in sorted(seen.answered.items())]
    yield "bangfu_requests_total", "counter", "Answers of this process by declared route.", answered
    yield "bangfu_request_seconds", "histogram", "How long answers of this process took.", _histogram(seen)


def _histogram(seen: Seen) -> Iterator[Sample]:
    total = 0
    for bound, n in zip([*map(str, BOUNDS), "+Inf"], seen.within, strict=True):
        total += n
        yield {"": "_bucket", "le": bound}, float(total)
    yield {"": "_sum"}, seen.seconds
    yield {"": "_count"}, float(total)


@whole_county("how much work there is of each kind, no row of anybody")
def _of_the_county() -> list[tuple[str, str, str, Iterable[Sample]]]:
    """Asked of the database: every server says the same."""
    now, waiting, backup = timezone.now(), waiting_since(PROGRAM), taken_last(PROGRAM)
    jobs = Job.objects.order_by("name", "state").values_list("name", "state").annotate(n=Count("*"))
    places = {"data": settings.DATA, **({"backup": settings.BACKUP} if settings.BACKUP and settings.BACKUP.exists() else {})}
    return [
        ("bangfu_jobs", "gauge", "Jobs by kind and state.", [({"kind": kind, "state": state}, float(n)) for kind, state, n in jobs]),
        ("bangfu_queue_age_seconds", "gauge", "How long the oldest job has waited.", [({}, (now - waiting).total_seconds() if waiting else 0.0)]),
        ("bangfu_deliveries_open", "gauge", "Lists that wait for somebody.", [({}, float(Delivery.objects.exclude(state__in=SETTLED).count()))]),
        ("bangfu_findings_open", "gauge", "Findings that wait for somebody.", [({}, float(Finding.objects.filter(state="open").count()))]),
        ("bangfu_backup_age_seconds", "gauge", "Since the last backup; absent where none was taken.", [({}, (now - backup).total_seconds())] if backup else []),
        ("bangfu_database_bytes", "gauge", "Size of the database.", [({}, float(size()))]),
        ("bangfu_disk_free_bytes", "gauge", "Room where data and backups lie.", [({"of": name}, float(shutil.disk_usage(at).free)) for name, at in places.items()]),
    ]


def _family(name: str, kind: str, words: str, samples: Iterable[Sample]) -> str:
    """One family; a label without a name is an ending of the family's."""
    lines = [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        told = ",".join(f'{label}="{_escaped(str(one))}"' for label, one in labels.items() if label)
        lines.append(f"{name}{labels.get('', '')}{'{' + told + '}' if told else ''} {value!r}")
    return "\n".join(lines) + "\n"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
