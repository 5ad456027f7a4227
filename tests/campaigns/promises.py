"""What is promised, one entry each. `make campaign` runs them, docs/proof.md says how far each was proved; a new campaign is one more entry here.

The campaign of a promise is the module of its name: `python -m tests.campaigns.NAME --COUNTED N --seed N` prints its figures as its last line, one JSON object.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """One promise. `sentence` says it plainly; `counted` is what its length is called, `length` that of `make campaign`, `longest` that of `--long`; `short` is the
    test that holds it in `make test`. `units`: of each figure, in the order they are shown. What stands in `never` breaks it when it is more than 0."""

    name: str
    sentence: str
    words: str
    short: str
    counted: str
    length: int
    longest: int
    units: Mapping[str, str]
    never: tuple[str, ...] = ()
    databases: bool = True   # once on each; otherwise it asks none
    more: tuple[str, ...] = ()

    @property
    def grounds(self) -> tuple[str, ...]:
        """What it runs on, one after the other; '' where it asks no database."""
        return ("SQLite", "PostgreSQL") if self.databases else ("",)


PROMISES = (
    Promise(
        "walls", "Nobody sees or changes what lies out of their reach",
        """Two walls: the program (`by.scope()`, `by.must`), and on PostgreSQL the database itself (docs/decisions/0038). Each is asked by itself: the first with the
second taken away (as the owner of the tables), the second with the first taken away (the program takes everybody with a post for a county officer who reaches every
place; only the database is told how far they do). On SQLite there is the first alone.

A **pair** is somebody (nobody, a stranger, a neighbour, a former holder of a post, each role, somebody with villages that do not touch), an address, a question without
a page, or a row of a walled table, the objects of a village, a form that may name those of another, and a verb. A **leak** is a name, an ID number or a household number
of a village out of reach in the answer, or a row out of reach that is not as it was. That the same questions find leaks when both walls are away is a test too.

Beside it: `tests/web/test_every_page.py` walks every address as every kind of person; `tests/walls/test_tables.py`: every table has a wall or a reason;
`tests/walls/test_doors.py`: every place that looks past the wall is named; `tests/walls/test_fields.py`: every role and field, for reading and writing, is held
against what the program answers and lets be written. What the wall costs stands in docs/decisions/0038.""",
        "tests/walls/test_pairs.py", "pairs", 20_000, 1_000_000,
        {"leaks": "pairs", "pages": "pairs", "questions": "pairs", "rows": "pairs", "kinds": "kinds"}, never=("leaks",),
    ),
    Promise(
        "alarm_clock", "A worker killed at any moment loses and doubles no step of a job",
        """Jobs of ten steps, each appending one row in its own transaction; the worker's process group is killed with -9 at random moments and started again.
A step is **lost** when its row is missing, **doubled** when it is there twice; a job is **stuck** when it is not done some time after the last kill.""",
        "tests/campaigns/test_alarm_clock.py", "kills", 100, 500,
        {"lost": "steps", "doubled": "steps", "stuck": "jobs", "interrupted": "kills", "steps": "steps", "seconds_median": "s", "seconds_most": "s"},
        never=("lost", "doubled", "stuck"),
    ),
    Promise(
        "import_kills", "An import killed at every step of it leaves the register as a quiet one does",
        """Each month's list has people who are new, changed, moved, gone and sent back. Kills come at the failpoints of the import and at random moments; after each no
village may be seen **half**, and after each month the register must be that of a run nobody disturbed, record by record.""",
        "tests/campaigns/test_import_kills.py", "kills", 200, 500,
        {
            "half": "villages", "lost": "records", "doubled": "records", "stuck": "jobs", "faults": "journal faults", "interrupted": "kills",
            "months": "lists", "rows": "rows",
        },
        never=("half", "lost", "doubled", "stuck", "faults"),
    ),
    Promise(
        "kills", "What was said to be done is there once, whatever is killed while it is done",
        """`bangfu serve` with clerks who send real forms: findings asked to be left and decided one by one, two hundred settled together, lists received, compared,
applied and dropped, the county checked, a village printed, a roster made. kill -9 of the pages, the worker, both, the PostgreSQL or one of its processes comes at random
moments and at the failpoints of the program (**missed**: those this run did not come at; the next promise has them all), 40 deeds a kill; whoever had no answer sends
the same form again, as people do.

A **deed** is a form that was answered as done, or a job that says it is. It is **lost** when it is not there afterwards, **doubled** when it is there twice. **Half**: a
village, a run, a batch or a paper neither before nor after; **stuck**: a job or list that comes to no end; **wordless**: an answer of trouble that does not say what it
is. Of forms that were **cut** off by a kill nobody can say whether they were done; they must be there at most once, and once when they were answered the second time.""",
        "tests/campaigns/test_kills.py", "kills", 50, 500,
        {
            "deeds": "deeds", "lost": "deeds", "doubled": "deeds", "half": "things", "stuck": "things", "faults": "journal faults", "wordless": "answers",
            "missed": "failpoints", "cut": "forms", "interrupted": "jobs",
        },
        never=("lost", "doubled", "half", "stuck", "faults", "wordless"),
    ),
    Promise(
        "points", "There is no failpoint of the program at which a kill loses or doubles anything",
        """As above, at each failpoint that stands in the program, one after the other: inside the transaction of a step, behind it, behind the last entry of the journal
before a deed is kept, behind a deed before anybody is told of it. One that is not reached is tried again; what is **missed** then breaks the promise.""",
        "tests/campaigns/test_kills.py", "rounds", 1, 10,
        {
            "points": "failpoints", "missed": "failpoints", "deeds": "deeds", "lost": "deeds", "doubled": "deeds", "half": "things", "stuck": "things",
            "faults": "journal faults", "wordless": "answers", "cut": "forms", "interrupted": "jobs",
        },
        never=("missed", "lost", "doubled", "half", "stuck", "faults", "wordless"),
    ),
    Promise(
        "troubles", "Trouble of the machine is said in words, leaves nothing half, and all goes on when it is over",
        """The same office at work, with two workers at its queue. A disk becomes full, can only be read; the clock is set forwards and back by an hour and by a day;
PostgreSQL throws everybody out again and again, takes no writing, is stopped and started. SQLite that can only be read: `tests/work/test_trouble.py`. Deeds are lost and
doubled as above; a trouble is **unsaid** when neither a page nor a job said what it was; **stuck** counts also those after which work did not go on within a minute.""",
        "tests/work/test_trouble.py", "rounds", 1, 10,
        {
            "troubles": "troubles", "deeds": "deeds", "lost": "deeds", "doubled": "deeds", "half": "things", "stuck": "things", "faults": "journal faults",
            "wordless": "answers", "unsaid": "troubles", "left_out": "troubles",
        },
        never=("lost", "doubled", "half", "stuck", "faults", "wordless", "unsaid"),
    ),
    Promise(
        "backups", "A backup taken while everybody works comes back to the row",
        """While lists keep coming in, everything is backed up and put back elsewhere, again and again. A list acknowledged before a backup began must be in it with its
sealed file, every table equal to the manifest, the journal whole, and the program must start on it (**silent** when it does not answer).""",
        "tests/backups/test_backups.py", "rounds", 5, 200,
        {"lost": "lists", "differing": "tables", "faults": "journal faults", "silent": "programs", "lists": "lists", "meanwhile": "lists", "seconds_most": "s"},
        never=("lost", "differing", "faults", "silent"),
    ),
    Promise(
        "files", "A damaged or forged file ends in rows or in a sentence",
        """Files of every kind the program reads are cut, flipped, spliced, packed and forged, and read through the whole door in a child process with bounded time and
memory. A file has **fallen** when it ended in anything but rows or a whole sentence.""",
        "tests/campaigns/test_files.py", "files", 5_000, 100_000,
        {"fallen": "files", "in_rows": "files", "refused": "files", "seconds": "s", "slowest_ms": "ms", "memory_mib": "MiB"},
        never=("fallen",), databases=False, more=("--keep", "build/fallen"),
    ),
    Promise(
        "checks", "The whole set of checks runs over a province's tenth",
        """All checks over twelve lists, held against the bare joins of the same columns in DuckDB and in Polars, each engine in a process of its own, as far as it fits
into the memory of the machine.""",
        "tests/crosscheck/test_engine.py", "persons", 450_000, 4_500_000,
        {"findings": "findings", "checks_cpu": "CPU-s", "duckdb_cpu": "CPU-s", "polars_cpu": "CPU-s", "checks_peak": "MB", "duckdb_peak": "MB", "polars_peak": "MB"},
        databases=False,
    ),
)
