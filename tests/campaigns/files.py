"""Thousands of damaged and forged files through the whole door: each must end in rows, or in a sentence, in bounded time and memory.

    python -m tests.campaigns.files --files 10000 --seed 1 [--keep build/fallen]

prints the figures as one line of JSON. Files are read in child processes that the system kills when one takes more than SECONDS of processor time;
one that asks for more than MEMORY is refused it.
"""

import argparse
import json
import os
import random
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bangfu.rules.refusal import Refused
from bangfu.workbooks import sheet as door
from bangfu.workbooks.formulas import unsaved_formulas
from bangfu.workbooks.locked import Locked, unlock
from tests.campaigns.mutations import mutated
from tests.workbooks.corpus import corpus

SECONDS = 5
MEMORY = 1 << 30     # bytes of address space beyond what the program has from the start
PASSWORD = "开门"    # of the locked files of the corpus
BATCH = 250          # files a child reads
LAID_OUT = door.LAID_OUT


@dataclass
class Figures:
    """What a campaign found. `fell`: what happened to a file that ended otherwise → how often; `which`: the numbers of such files."""

    seed: int
    files: int
    in_rows: int = 0
    refused: int = 0
    fallen: int = 0
    seconds: float = 0
    slowest_ms: float = 0
    memory_mib: int = 0
    fell: dict[str, int] = field(default_factory=dict)
    which: list[int] = field(default_factory=list)


def file_of(seed: int, number: int) -> bytes:
    """The file with this number: always the same one for the same seed and corpus."""
    chance, specimens = random.Random(f"{seed}:{number}"), corpus()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)   # two entries of one name are on purpose
        return mutated(chance.choice(specimens).content, chance.choice(specimens).content, chance)


def campaign(files: int, seed: int) -> Figures:
    """Reads so many files."""
    found, fell, began, number = Figures(seed, files), Counter[str](), time.monotonic(), 0
    corpus()
    while number < files:
        last = min(number + BATCH, files)
        ended, how = _read_in_child(seed, number, last, found, fell)
        if how:
            fell[how] += 1
            found.which.append(ended)
            ended += 1
        number = ended
    found.fell, found.fallen, found.seconds = dict(fell), fell.total(), round(time.monotonic() - began, 1)
    return found


def read_through(content: bytes) -> str:
    """The whole door: '' when it ended in rows, else the sentence. What a password opens is read as well."""
    try:
        return _read(content)
    except Locked:
        try:
            return _read(unlock(content, PASSWORD))
        except Refused as refused:
            return refused.sentence
    except Refused as refused:
        return refused.sentence


def _read(content: bytes) -> str:
    """From memory that is named like a file, as delivered files are read."""
    memory = os.memfd_create("file")
    try:
        os.write(memory, content)
        path = Path(f"/proc/self/fd/{memory}")
        for sheet in door.read_sheets(path):
            for _ in door.iter_rows(path, sheet.name) if sheet.rows and sheet.kind == "cells" else ():
                pass
            if sheet.formulas:
                unsaved_formulas(path, sheet.name)
    finally:
        os.close(memory)
    return ""


def _read_in_child(seed: int, first: int, last: int, found: Figures, fell: Counter[str]) -> tuple[int, str]:
    """(number of the next file, '') or (number of the file that killed the child, how)."""
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)   # of threads that the child does not have; it uses none of what they hold
        child = os.fork()
    if not child:
        os.close(reads)
        _be_child(seed, first, last, writes)
    os.close(writes)
    with os.fdopen(reads) as told:
        number = _listen(told, first, found, fell)
    _, status, used = os.wait4(child, 0)
    found.memory_mib = max(found.memory_mib, used.ru_maxrss // 1024)
    if number < last:
        how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else f"exit {os.waitstatus_to_exitcode(status)}"
        return number, "too slow" if how == "SIGPROF" else f"killed the process ({how})"
    return last, ""


def _listen(told: "object", first: int, found: Figures, fell: Counter[str]) -> int:
    number = first
    for line in told:   # type: ignore[attr-defined]
        how, took = json.loads(line)
        found.in_rows += how == "rows"
        found.refused += how == "refused"
        if how not in ("rows", "refused"):
            fell[how] += 1
            found.which.append(number)
        found.slowest_ms = max(found.slowest_ms, took)
        number += 1
    return number


def _be_child(seed: int, first: int, last: int, writes: int) -> None:
    """Never returns. One line for each file that did not kill it."""
    own = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    resource.setrlimit(resource.RLIMIT_AS, (own + MEMORY, own + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)   # the foreign reader talks when it panics
    try:
        for number in range(first, last):
            content = file_of(seed, number)
            door.LAID_OUT = 0 if number % 2 else LAID_OUT   # every second file as if it were a very large one
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            began = time.process_time()
            how = _outcome(content)
            took = round((time.process_time() - began) * 1000, 1)
            signal.setitimer(signal.ITIMER_PROF, 0)
            os.write(writes, f"{json.dumps([how, took])}\n".encode())
    finally:
        os._exit(0)


def _outcome(content: bytes) -> str:
    try:
        sentence = read_through(content)
    except BaseException as error:   # the point of it all
        return type(error).__name__
    return "rows" if not sentence else "refused" if sentence.endswith("。") and "请" in sentence else f"no whole sentence: {sentence}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--keep", type=Path, help="a folder to keep files in that fell")
    args = parser.parse_args()
    found = campaign(args.files, args.seed)
    if args.keep and found.which:
        args.keep.mkdir(parents=True, exist_ok=True)
        for number in found.which:
            (args.keep / f"{args.seed}-{number}").write_bytes(file_of(args.seed, number))
    print(json.dumps(asdict(found), ensure_ascii=False))
    return int(bool(found.fallen))


if __name__ == "__main__":
    sys.exit(main())
