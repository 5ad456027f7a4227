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
        """While lists keep coming in, everything is backed up, and then put back elsewhere, again and again. A list acknowledged before a backup began must be
in it with its sealed file, every table equal to the manifest, the journal whole, and the program must start on it (**silent** when it does not answer).""",
        "tests/backups/test_backups.py", "rounds", 5, 200,
        {"lost": "lists", "differing": "tables", "faults": "journal faults", "silent": "programs", "lists": "lists", "meanwhile": "lists", "seconds_most": "s"},
        never=("lost", "differing", "faults", "silent"),
    ),
    Promise(
        "upgrades", "What an earlier version made is brought up to this one with everything in it",
        """A county of each version since the first that was landed, as it left its database and files: `bangfu init` brings it up. It has **fallen** when a table is not
as this version makes it, a row is missing, a sealed value or file does not open or says something else, the journal is not whole, or a page does not answer.""",
        "tests/upgrades/test_upgrades.py", "versions", 11, 11, {"fallen": "counties", "brought_up": "counties"}, never=("fallen",),
    ),
    Promise(
        "empty_environment", "The built package alone makes the demo and serves it, without Node and without the repository",
        """The wheel is built and installed into an empty environment with what it asks for; with nothing on its PATH it fills the demo of a village, serves it, and the
sign-in page comes with its styles. It has **fallen** when it does not, or when anything but its data lies beside it afterwards.""",
        "tests/package/test_wheel.py", "environments", 1, 3, {"fallen": "environments", "megabytes": "MB"}, never=("fallen",), databases=False,
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
    Promise(
        "hostile", "Whatever is sent to a page ends in words, and never in an error",
        """Every address of the product, and every field and question that its pages offer (forms read out of the HTML, links followed, as each kind of user), is sent
wrong types, huge and negative numbers, NUL, half surrogates, marks that turn text about, long strings, SQL, templates, paths, formulas, impossible days, ids
of others, repeated and missing fields, wrong methods, odd content types and encodings, broken multipart, wrong files, odd headers and forged forms. A case is
**wrong** when the answer is 500 or above, when the text of the sender stands in it as markup, when it leads to another machine, refuses without words, shows
a word from out of reach, takes more than three seconds of CPU, or when a job falls over what was accepted. Addresses to which no page leads
somebody are known from the table of routes.""",
        "tests/web/test_every_page.py", "cases", 10_000, 100_000,
        {
            "wrong": "cases", "addresses": "addresses", "asked": "addresses", "walked": "addresses", "pages": "pages", "fields": "fields",
            "struck": "fields", "accepted": "cases", "refused": "cases", "hidden": "cases",
        },
        never=("wrong",),
    ),
    Promise(
        "described", "Whatever a description of the pages allows or forbids ends in words, and never in an error",
        """What the pages offer is written down as OpenAPI 3.1 (tests/web/description.py): every address by its pattern, with the parts its resolver converts; the fields
of its forms and questions as the HTML has them, with their lists, days, longest texts and what must be filled in, files, and what they may be answered with. From that
alone schemathesis draws the cases, as each kind of user: a third at the **edges** of the description one after the other, the others by chance, as described and
**against** it. They are judged as those of the promise above; **wrong** is besides an answer of a status or a kind of content that the description does not know.""",
        "tests/web/test_every_page.py", "cases", 10_000, 100_000,
        {
            "wrong": "cases", "addresses": "addresses", "asked": "addresses", "walked": "addresses", "pages": "pages", "fields": "fields", "struck": "fields",
            "edges": "cases", "against": "cases", "accepted": "cases", "refused": "cases", "hidden": "cases",
        },
        never=("wrong",),
    ),
    Promise(
        "editors", "Of many editors at once nobody loses an edit, and whoever is refused hears who came first",
        """32 people in threads of their own correct the same six households, on the pages and by the query and the action under them, each upon the version they read.
An acknowledged edit is **lost** when no version holds it or when somebody wrote over it who had not seen it, **doubled** when two do; a version is **torn**
that does not follow from the one before; a refusal is **untold** that does not name who came first. **Stale**: taken upon an older version, another column of
which had been changed meanwhile. **Busy**: not written and said so, for SQLite lets one write at a time and this one waited for half a minute.""",
        "tests/campaigns/test_editors.py", "edits", 5_000, 20_000,
        {
            "lost": "edits", "doubled": "edits", "torn": "versions", "untold": "edits", "fallen": "edits", "faults": "journal faults",
            "acknowledged": "edits", "busy": "edits", "refused": "edits", "stale": "edits",
        },
        never=("lost", "doubled", "torn", "untold", "fallen", "faults"),
    ),
    Promise(
        "tampering", "Whatever is tampered with in rows and entries is found and named",
        """Columns, moments, digests, hashes, heads and seals are changed, rows and entries deleted, inserted, swapped and hashed anew, tails cut with and without the
head, by somebody who owns the tables. A tampering is **missed** when `journal verify` does not name the row or entry. Not within the promise: tables without
entries of their own (tests/web/test_every_page.py has them with their reasons), the day of a seal and a seal that is gone, and what was cut off behind the
last seal together with its rows and its head.""",
        "tests/journal/test_tampering.py", "tamperings", 1_000, 10_000,
        {"missed": "tamperings", "kinds": "kinds", "rows": "rows", "entries": "entries"},
        never=("missed",),
    ),
    Promise(
        "planted", "Numbers, passwords and second steps lie nowhere in clear",
        """ID, phone and bank numbers, passwords, keys and papers of the second step come in by lists, forms, papers, voices and the door, some where they do not belong;
pages, jobs and imports fail over them. Then the data folder, the database with what it writes ahead, on PostgreSQL the files of its server, a backup, every
line of every log, every address, header, page, refusal and export is looked through for each of them, in clear, reversed, parted, in hex, base64 and UTF-16.""",
        "tests/sealing/test_planted.py", "people", 200, 2_000,
        {"hits": "places", "words": "words", "seen": "answers and files"},
        never=("hits",),
    ),
    Promise(
        "rotations", "A change of keys that is killed goes on, and everything still says what it said",
        """`bangfu keys rotate` is killed with -9 between two batches of rows, between two files and at random moments, and run again until it is through; then
the next key. After each kill every sealed value and file must open and say what it said (**changed**), after each change nothing may lie under another key
(**left**), the old key must go (**stuck**) and the journal be whole.""",
        "tests/keys/test_keys.py", "kills", 100, 500,
        {"changed": "values", "left": "values", "stuck": "changes", "faults": "journal faults", "interrupted": "kills", "rotations": "changes", "values": "values"},
        never=("changed", "left", "stuck", "faults"),
    ),
    Promise(
        "reindexings", "A change of the key of blind indexes that is killed goes on, and everybody is found as before",
        """`bangfu keys reindex` is killed with -9 before and between its batches, at its end and at random moments, and run again until it is through; then the next
key. Killed half-way nobody is let in (**let_in**). After each change every number is found under its own index (**lost**), no index of before is left (**left**),
the run that follows finds every finding again (**renamed**), and the journal is whole.""",
        "tests/keys/test_reindexing.py", "kills", 100, 100,
        {
            "let_in": "kills", "lost": "numbers", "left": "rows", "renamed": "findings", "stuck": "changes", "faults": "journal faults", "interrupted": "kills",
            "changes": "changes", "numbers": "numbers", "findings": "findings",
        },
        never=("let_in", "lost", "left", "renamed", "stuck", "faults"),
    ),
)
