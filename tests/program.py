"""The program as a process of its own, as a county runs it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def started(*words: str, **environment: str) -> Iterator[Program]:
    """Starts a command that keeps running, waits for its first line, and ends it and its children afterwards."""
    process = subprocess.Popen(
        [*COMMAND, *words, "--json"], cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert line, f"bangfu {' '.join(words)} ended with {process.wait()} before it said anything"
        yield Program(process, json.loads(line))
    finally:
        _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()
    if process.stdout:
        process.stdout.close()


def bangfu(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """One command, run to its end."""
    return subprocess.run([*COMMAND, *words], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120)
