"""bangfu places import: a list of places from a file."""

import argparse
import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils import timezone

from bangfu.config.answer import answer
from bangfu.organization.actions import PlaceRow, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.rules import place_code
from bangfu.rules.refusal import Refused

COLUMNS = ("code", "name", "level", "parent")


def add(parser: argparse.ArgumentParser) -> None:
    """places import FILE [--since DAY]"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    taken = actions.add_parser("import", help="导入区划名单（CSV：code,name,level,parent）", description="导入区划名单；新的加入，改名的从启用日起改名，不删除。")
    taken.add_argument("file", metavar="文件", help="CSV 文件，表头为 code,name,level,parent；UTF-8 或 GB18030")
    taken.add_argument("--since", metavar="日期", type=date.fromisoformat, help="启用日，如 2026-01-01；不写则为今天")


def run(args: argparse.Namespace) -> int:
    """Takes the file in, whole or not at all."""
    path = Path(args.file)
    taken = take_in_places(PROGRAM, places_in(_text(path)), since=args.since or timezone.localdate(), source=f"导入 {path.name}")
    words = f"区划已导入：新增 {taken.new} 个，改名 {taken.renamed} 个，未变 {taken.unchanged} 个。"
    answer(args, words, new=taken.new, renamed=taken.renamed, unchanged=taken.unchanged)
    return 0


def places_in(text: str) -> Iterator[PlaceRow]:
    """The places of a CSV text. Refused, with the line number, when level or parent contradict the code."""
    rows = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or [])]
    if missing:
        raise Refused(f"区划名单缺少列：{'、'.join(missing)}。第一行应为 {','.join(COLUMNS)}。")
    for number, row in enumerate(rows, start=2):
        yield _place(number, {name: (row[name] or "").strip() for name in COLUMNS})


def _place(number: int, row: dict[str, str]) -> PlaceRow:
    level = place_code.level(row["code"])
    if row["level"] not in (level, place_code.LEVEL_WORDS[level]):
        raise Refused(f"第 {number} 行：{row['code']} 有 {len(row['code'])} 位，应为{place_code.LEVEL_WORDS[level]}，名单写的是“{row['level']}”。")
    if row["parent"] and row["parent"] != place_code.parent(row["code"]):
        raise Refused(f"第 {number} 行：{row['code']} 的上级应为 {place_code.parent(row['code'])}，名单写的是 {row['parent']}。")
    return PlaceRow(row["code"], row["name"])


def _text(path: Path) -> str:
    """The file's text, as Excel or a text editor saved it. Refused when it is not there or not text."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"打不开文件 {path}。请检查路径。") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(f"{path.name} 不是文本文件。请另存为 CSV（UTF-8）再导入。")
