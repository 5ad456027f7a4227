"""PDF: a typst template filled with data. Free fonts come along, so the same data give the same bytes on every machine.

Where a county holds licences for the fonts an official letter is meant to be set in (仿宋_GB2312, 方正小标宋, 楷体_GB2312), it puts them into the folder that
BANGFU_FONTS names: templates ask for them first, and for the free ones behind them.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from bangfu.rules.occasion import mark_of

TEMPLATES = Path(__file__).parent / "templates"
PRINTED_AS = 946_684_800   # 2000-01-01 UTC: the date a PDF carries in its own properties, fixed, so that two prints are the same bytes


def render(template: str, data: Mapping[str, Any], *, tagged: bool = True) -> bytes:
    """The PDF of `templates/<template>.typ`. `data` goes in as JSON, together with the `mark` of what is not in earnest (rules.occasion), and is only
    ever read as text there, never as typst source. `tagged` False leaves out the marks for screen readers, which make a paper of a thousand pages
    eight times as large.

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
        "root": str(TEMPLATES), "font_paths": _fonts(os.environ.get("BANGFU_FONTS", "")), "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps({**data, "mark": mark_of(os.environ)}, ensure_ascii=False)},
    }


def _fonts(own: str) -> list[str]:
    """The folders fonts are taken from: the county's own, if it names one, and the free ones."""
    return [*filter(None, [own]), str(Path(pylopdf_fonts_zh_cn.__file__).parent)]


@cache
def templates() -> frozenset[str]:
    """The names of all templates; what begins with _ is a part of others."""
    return frozenset(path.stem for path in TEMPLATES.glob("*.typ") if not path.stem.startswith("_"))
