"""bangfu places import: a list of places from a file. bangfu places shapes: what they look like."""

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
from bangfu.organization.map_actions import load_shapes
from bangfu.organization.queries import places_reached
from bangfu.rules import place_code
from bangfu.rules.geojson import MOST_BYTES
from bangfu.rules.refusal import Refused

COLUMNS = ("code", "name", "level", "parent")


def add(parser: argparse.ArgumentParser) -> None:
    """places import FILE [--since DAY]; places shapes FILE [--county CODE] [--code PROPERTY] [--approval NUMBER]"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    taken = actions.add_parser("import", help="导入区划名单（CSV：code,name,level,parent）", description="导入区划名单；新的加入，改名的从启用日起改名，不删除。")
    taken.add_argument("file", metavar="文件", help="CSV 文件，表头为 code,name,level,parent；UTF-8 或 GB18030")
    taken.add_argument("--since", metavar="日期", type=date.fromisoformat, help="启用日，如 2026-01-01；不写则为今天")
    drawn = actions.add_parser("shapes", help="载入县的地图（GeoJSON）", description="载入县的地图，代替原来的；只有村也行，乡镇和县由村拼成。")
    drawn.add_argument("file", metavar="文件", help="GeoJSON，乡镇、村的面，WGS-84、CGCS2000 或 GCJ-02 经纬度")
    drawn.add_argument("--county", metavar="代码", default="", help="县的 6 位代码；系统里只有一个县时不用写")
    drawn.add_argument("--code", metavar="属性", default="", help="写着区划代码的属性；不写则自己找")
    drawn.add_argument("--approval", metavar="审图号", default="", help="公开、印发的地图要有审图号")


def run(args: argparse.Namespace) -> int:
    """Takes the file in, whole or not at all."""
    return _shapes(args) if args.action == "shapes" else _import(args)


def _shapes(args: argparse.Namespace) -> int:
    path = Path(args.file)
    county = args.county or _only_county()
    told = load_shapes(PROGRAM, county=county, file_name=path.name, content=_content(path, MOST_BYTES + 1), code=args.code, approval=args.approval)
    words = f"地图已载入：{len(told.shapes)} 个地方，其中 {len(told.joined)} 个由下级拼成，代码取自属性“{told.by_property}”。"
    answer(args, words, county=county, shapes=len(told.shapes), joined=len(told.joined), code=told.by_property)
    return 0


def _only_county() -> str:
    counties = places_reached(PROGRAM, level="county")
    if len(counties) != 1:
        raise Refused("系统里不是只有一个县，请用 --county 写明是哪个县。")
    return counties[0].code


def _import(args: argparse.Namespace) -> int:
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
    content = _content(path)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(f"{path.name} 不是文本文件。请另存为 CSV（UTF-8）再导入。")


def _content(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise Refused(f"打不开文件 {path}。请检查路径。") from error
