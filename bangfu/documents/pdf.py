"""PDF: a typst template filled with data. The fonts come along, so the same data give the same bytes on every machine."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

TEMPLATES = Path(__file__).parent / "templates"
PRINTED_AS = 946_684_800   # 2000-01-01 UTC: the date a PDF carries in its own properties, fixed, so that two prints are the same bytes


def render(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `templates/<template>.typ`. `data` goes in as JSON and is only ever read as text there, never as typst source.

    KeyError when there is no such template; typst's own error when the data lack what it reads.
    """
    if template not in templates():
        raise KeyError(template)
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES), font_paths=[str(Path(pylopdf_fonts_zh_cn.__file__).parent)],
        ignore_system_fonts=True, format="pdf", sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=PRINTED_AS,
    )


@cache
def templates() -> frozenset[str]:
    """The names of all templates."""
    return frozenset(path.stem for path in TEMPLATES.glob("*.typ"))
