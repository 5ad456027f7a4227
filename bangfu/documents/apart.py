"""Rendering in a process of its own. Typst keeps what it laid out in memory and gives nothing of it back while its process lives: twenty parts of a large
paper take gigabytes in one process, and half of one in a process a part. Nothing touches a disk on the way: data go in and the paper comes out by pipes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bangfu.documents import pdf

ROOT = Path(__file__).parents[2]
LONGEST = 300   # seconds


def render(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """As `pdf.render`. RuntimeError with typst's last line when it fails."""
    return _done({"template": template, "data": data, "tagged": tagged})


def asked(template: str, data: Mapping[str, Any], label: str) -> Any:
    """As `pdf.asked`. RuntimeError with typst's last line when it fails."""
    return json.loads(_done({"template": template, "data": data, "label": label}))


def _done(wanted: Mapping[str, Any]) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", __name__], input=json.dumps(wanted, ensure_ascii=False).encode(), capture_output=True, timeout=LONGEST, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        raise RuntimeError((done.stderr.decode(errors="replace").strip().splitlines() or [f"exit {done.returncode}"])[-1])
    return done.stdout


def _answer(wanted: Mapping[str, Any]) -> bytes:
    if "label" in wanted:
        return json.dumps(pdf.asked(wanted["template"], wanted["data"], wanted["label"])).encode()
    return pdf.render(wanted["template"], wanted["data"], tagged=wanted["tagged"])


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer(json.load(sys.stdin)))
