"""The program as a process of its own, as a county runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [sys.executable, "-m", "bangfu.config.command"]


class Program:
    """A running `bangfu serve` or `bangfu worker`; `said` is its first line of JSON."""

    def __init__(self, process: "subprocess.Popen[str]", said: dict[str, Any]) -> None:
        self.process, self.said = process, said

    @property
    def address(self) -> str:
        """Where it serves, without a slash at the end."""
        return str(self.said["address"]).rstrip("/")

    def kill(self) -> None:
        """kill -9 of it and of all its children."""
        _kill([self.process.pid, *self.children()])
        self.process.wait()

    def children(self) -> list[int]:
        """Its child processes; each leads a process group of its own, with its own children in it."""
        return [pid for path in Path("/proc").glob("[0-9]*") if _parent(pid := int(path.name)) == self.process.pid]


def _parent(pid: int) -> int:
    """The parent of a process, 0 when it is no more."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _kill(groups: list[int]) -> None:
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


@contextmanager
def started(*words: str, **environment: str) -> Iterator[Program]:
    """Starts a command that keeps running, waits for its first line, and ends it and its children afterwards."""
    process = subprocess.Popen(
        [*COMMAND, *_at_own_ports(words), "--json"], cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )
    assert process.stdout
    program = Program(process, {})
    try:
        line = process.stdout.readline()
        assert line, f"bangfu {' '.join(words)} ended with {process.wait()} before it said anything"
        program.said = json.loads(line)
        yield program
    finally:
        _end(program)


def _at_own_ports(words: Sequence[str]) -> list[str]:
    """Of test processes side by side each has a thousand ports: two programs that look for a free one at the same moment would find the same."""
    nth = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) + 8 * int(os.environ.get("BANGFU_TEST_LANE", "0"))
    return [str(int(word) + 1000 * nth) if before == "--port" else word for before, word in zip(("", *words), words, strict=False)]


def _end(program: Program) -> None:
    groups = [program.process.pid, *program.children()]
    program.process.terminate()
    with suppress(subprocess.TimeoutExpired):
        program.process.wait(40)
    _kill(groups)
    program.process.wait()
    if program.process.stdout:
        program.process.stdout.close()


def bangfu(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """One command, run to its end."""
    return subprocess.run([*COMMAND, *words], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)
