"""What a command says: words for people, or one line of JSON for programs."""

import argparse
import json
import sys
from typing import Any


def answer(args: argparse.Namespace, words: str, **data: Any) -> None:
    """Prints `words`, or `data` as one line of JSON under `--json`. Days, codes and ids are written as text."""
    said = json.dumps(data, ensure_ascii=False, default=str) if getattr(args, "json", False) else words
    if said:
        print(said, file=sys.stdout, flush=True)
