"""The 47-column export taken in, from the upload to the register, against openpyxl merely reading the file; and the journal it leaves."""

import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import xlsxwriter

from bangfu.deliveries import actions as deliveries
from bangfu.deliveries.queries import columns
from bangfu.demo import rosters
from bangfu.demo.families import AS_OF
from bangfu.demo.offices import Office
from bangfu.demo.places import places, townships
from bangfu.journal.digest import row_digest
from bangfu.journal.verify import verify, watched_models
from bangfu.registry.models import PersonRecord
from bangfu.work.worker import sweep
from tests.bench.county import officer, staff
from tests.bench.figures import EMPTY, Asked, Measured, bench, in_turns, spent
from tests.bench.offices import town

LEAST = 60   # households of a village; it grows when 120 villages would not hold the rows
STEPS = ("received and understood", "staged and compared", "applied", "altogether")
READING = """
import sys, time
import openpyxl
began = time.process_time()
for row in openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True):
    pass
took, status = time.process_time() - began, dict(line.split(":") for line in open("/proc/self/status"))
print(took, int(status["VmHWM"].split()[0]) / 1024)
"""
CHECKING = "crosscheck.after_delivery"   # what comes after the import: measured beside it, for whoever waits for the findings too


@bench(
    "import of the 47-column export", unit="CPU-s", baseline="openpyxl reading the same file (read_only, values)", ground=EMPTY, target="≤ 1 ×",
)
def importing(asked: Asked) -> Iterator[Measured]:
    """Everything new, into an empty register. The baseline runs before and after it, in processes of their own, whose start is not counted."""
    staff()
    path = _workbook(asked)
    before, _ = _merely_read(path)
    steps, peak = list(_taken_in(path)), _peak()
    after, reading = _merely_read(path)
    read = (before + after) / 2
    stored = PersonRecord.objects.count()
    if stored < asked.rows * 0.9:
        raise RuntimeError(f"{stored} of {asked.rows} rows came into the register")
    for name, seconds in zip(STEPS, [*steps, sum(steps)], strict=True):
        yield Measured(seconds, seconds / read, asked.rows, name, "" if name == STEPS[-1] else " ")
    yield Measured(peak, peak / reading, asked.rows, "peak of memory", "≤ 1,000 MB", "MB", "openpyxl reading the same file (read_only, values)")
    seconds = spent(sweep)
    yield Measured(seconds, seconds / read, asked.rows, "looked at by the checks, behind it", " ")


@bench("journal verify", unit="rows/CPU-s", baseline="hashing the same rows, already read", ground=EMPTY, target="≥ 0.5 ×")
def verifying(asked: Asked) -> Iterator[Measured]:
    """The journal of what was imported: chains, seals, and every row against its entry."""
    rows = [row for model in watched_models() for row in model._default_manager.all()]
    seconds, ratio = in_turns(_verified, lambda: [row_digest(row) for row in rows])
    yield Measured(len(rows) / seconds, 1 / ratio, len(rows))


def _verified() -> None:
    verdict = verify()
    if not verdict.whole:
        raise RuntimeError(f"the journal is not whole: {verdict.faults[0]}")


def _taken_in(path: Path) -> Iterator[float]:
    """CPU-seconds of each step a clerk waits for, agreeing with everything the program understood."""
    by = officer()
    made = []

    def received() -> None:
        made.append(deliveries.receive(by, layout="national_persons", file_name=path.name, content=path.read_bytes(), data_day=AS_OF))
        sweep()

    def staged() -> None:
        deliveries.confirm_columns(by, delivery=made[0].pk, keys={one.position: one.key for one in columns(by, made[0].pk)})
        sweep()

    def applied() -> None:
        deliveries.request_apply(by, delivery=made[0].pk)
        sweep(but=[CHECKING])

    for step in (received, staged, applied):
        yield spent(step)


def _peak() -> float:
    """The most memory that this process ever held, in MB."""
    status = dict(line.split(":") for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) / 1024


def _merely_read(path: Path) -> tuple[float, float]:
    """(CPU-seconds, MB at most) of a process that does nothing else."""
    said = subprocess.run([sys.executable, "-c", READING, str(path)], check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def _workbook(asked: Asked) -> Path:
    """The export of so many persons as the national system gives it, kept for the next run."""
    path = asked.county.parent / f"export-{asked.rows}-{asked.seed}.xlsx"
    if not path.exists():
        headings = rosters.shuffled_headings(asked.seed, AS_OF.toordinal())
        draft = path.with_suffix(".draft")
        with xlsxwriter.Workbook(draft, {"strings_to_urls": False}) as book:
            sheet = book.add_worksheet("sheet1")
            for at, row in enumerate([["防返贫监测信息查询结果"], [f"导出时间：{AS_OF}"], headings, *islice(_rows(asked, headings), asked.rows)]):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(at, column, text)
        draft.rename(path)
    return path


def _rows(asked: Asked, headings: list[str]) -> Iterator[list[str]]:
    each = max(LEAST, asked.rows // 120 // 3 + 1)
    for place in townships("county"):
        villages = {at: each for at in places("county") if len(at.code) == 12 and at.code.startswith(place.code)}
        yield from rosters.national_rows(town(place, villages, asked.seed), Office(), headings, AS_OF)
