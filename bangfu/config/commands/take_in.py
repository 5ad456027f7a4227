"""bangfu import: a file from upload to the register, as the pages do it."""

import argparse
from datetime import date
from pathlib import Path
from uuid import UUID

from bangfu.config.acting import actor, add_user, waited_for
from bangfu.config.answer import answer
from bangfu.deliveries import actions, queries
from bangfu.deliveries.queries import DeliveryRow
from bangfu.deliveries.refused import refused_workbook
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Refused
from bangfu.sealing.scanning import look_through
from bangfu.walls.reach import reaching
from bangfu.workbooks.layout import LAYOUTS

COUNTED = ("new", "changed", "moved", "unchanged", "kept", "refused", "gone")
WORDS = {"new": "新增", "changed": "有变化", "moved": "迁入", "unchanged": "无变化", "kept": "已更正", "refused": "退回", "gone": "在册而表里没有"}


def add(parser: argparse.ArgumentParser) -> None:
    """import FILE --as [--layout] [--password-file] [--apply] [--day] [--refused]"""
    parser.add_argument("file", type=Path, metavar="文件", help="表格文件，原样即可（.xlsx .xls .et .ods .csv .txt）")
    kinds = "；".join(f"{slug}＝{one.title}" for slug, one in LAYOUTS.items())
    parser.add_argument("--layout", default="", choices=list(LAYOUTS), metavar="表", help=f"哪一种表；不写就按表头认。{kinds}")
    parser.add_argument("--password-file", type=Path, metavar="文件", help="文件有打开密码的，把密码写在这个文件里（第一行），用后删掉")
    add_user(parser)
    parser.add_argument("--day", type=date.fromisoformat, metavar="日期", help="数据是哪一天的，如 2026-09-30；默认今天")
    parser.add_argument("--apply", action="store_true", help="预览后直接应用；不写就只预览，可以再到网页上应用")
    parser.add_argument("--refused", type=Path, metavar="文件", help="把退回的行写成工作簿（红格、原因列），里面是完整号码，请妥善保管")


def run(args: argparse.Namespace) -> int:
    """Stops, with the reason, at the first step that cannot be taken; what was received can be gone on with on the page."""
    by = actor(args)
    with reaching(by.ranges):
        return _taken_in(args, by)


def _taken_in(args: argparse.Namespace, by: Actor) -> int:
    try:
        content = args.file.read_bytes()
    except OSError as error:
        raise Refused(f"打不开 {args.file}：{error.strerror}。") from error
    look_through([content], args.file.name)
    made = actions.receive(by, layout=args.layout, file_name=args.file.name, content=content, data_day=args.day)
    found = _understood(by, made.pk, args.password_file)
    actions.confirm_columns(by, delivery=found.id, keys={one.position: one.key for one in queries.columns(by, found.id)})
    waited_for(by, f"stage:{found.id}")
    waited_for(by, f"compare:{found.id}")
    if args.apply:
        actions.request_apply(by, delivery=found.id)
        waited_for(by, f"apply:{found.id}")
    if args.refused:
        _write_refused(by, found, args.refused)
    return _said(args, by, found)


def _understood(by: Actor, delivery: UUID, password: Path | None) -> DeliveryRow:
    """Looked at until it is read. Refused, with what to do, when it waits for a word that was not given."""
    while (found := _now(by, delivery)).state in ("received", "locked"):
        if found.state == "locked":
            actions.unlock_delivery(by, delivery=delivery, password=_password(password))
            found = _now(by, delivery)
        waited_for(by, f"understand:{delivery}" + (f":{found.looks}" if found.looks else ""))
    if found.state == "unreadable":
        raise Refused(found.sentence)
    if found.state == "unnamed":
        raise Refused(f"{found.sentence}请用 --layout 指出，或到网页的“收件”里接着办。")
    return found


def _password(path: Path | None) -> str:
    if path is None:
        raise Refused("这个文件有打开密码；请把密码写进一个文件，用 --password-file 指出，或到网页的“收件”里输入。")
    try:
        return path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"读不出密码文件 {path}：{error}。") from error


def _now(by: Actor, delivery: UUID) -> DeliveryRow:
    found = queries.delivery(by, delivery)
    if found is None:
        raise Refused("这份收件不在您岗位的管辖范围内了。")
    return found


def _write_refused(by: Actor, found: DeliveryRow, target: Path) -> None:
    target.touch(mode=0o600)
    target.write_bytes(refused_workbook(by, delivery=found.id).getvalue())


def _said(args: argparse.Namespace, by: Actor, found: DeliveryRow) -> int:
    now = _now(by, found.id)
    villages = queries.villages(by, found.id)
    total = {name: sum(getattr(one, name) for one in villages) for name in COUNTED}
    words = "，".join(f"{WORDS[name]} {count}" for name, count in total.items())
    answer(
        args, f"{now.file_name}：{now.word}，{now.rows} 行，{len(villages)} 个村。{words}。", delivery=str(now.id), state=now.state, rows=now.rows,
        total=total, villages=[
            {"code": one.place_code, "name": one.name, "applied": bool(one.applied_at), **{name: getattr(one, name) for name in COUNTED}}
            for one in villages
        ],
    )
    return 0
