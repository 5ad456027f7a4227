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


def render(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """The PDF of `templates/<template>.typ`. `data` goes in as JSON and is only ever read as text there, never as typst source. `tagged` False
    leaves out the marks for screen readers, which make a paper of a thousand pages eight times as large.

    KeyError when there is no such template; typst's own error when the data lack what it reads.
    """
    path, world = _world(template, data)
    paper: bytes = typst.compile(path, format="pdf", timestamp=PRINTED_AS, pdf_tags=tagged, **world)
    return paper


def asked(template: str, data: Mapping[str, Any], label: str) -> Any:
    """What a template says of itself under a label, once it is laid out with the data: on which pages its parts begin. Errors as in `render`."""
    path, world = _world(template, data)
    return json.loads(typst.query(path, f"<{label}>", field="value", one=True, **world))


def _world(template: str, data: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if template not in templates():
        raise KeyError(template)
    return str(TEMPLATES / f"{template}.typ"), {
        "root": str(TEMPLATES), "font_paths": [str(Path(pylopdf_fonts_zh_cn.__file__).parent)], "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


@cache
def templates() -> frozenset[str]:
    """The names of all templates; what begins with _ is a part of others."""
    return frozenset(path.stem for path in TEMPLATES.glob("*.typ") if not path.stem.startswith("_"))
