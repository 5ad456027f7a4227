"""bangfu keys show, add, rotate, retire: which keys there are and what lies under each, another one for all of it, an old one taken off."""

import argparse
import sys
from pathlib import Path

from bangfu.config.acting import waited_for
from bangfu.config.answer import answer
from bangfu.config.rekeying import begin
from bangfu.config.sealed import TABLES
from bangfu.keys.actions import retire_key
from bangfu.keys.queries import KeyUse, key_uses
from bangfu.organization.actor import PROGRAM
from bangfu.sealing.changing import add_key
from bangfu.sealing.present import must_open, note_keys
from bangfu.sealing.ring import ALGORITHMS, ring
from bangfu.work.queries import JobRow


def add(parser: argparse.ArgumentParser) -> None:
    """keys show | add | rotate --copy FOLDER [--algorithm] | retire NAME"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    actions.add_parser("show", help="有哪些密钥，各有多少数据用着", description="有哪些密钥，各有多少行、多少个文件、多少条留痕用着。")
    actions.add_parser("add", help="先加一把，暂不启用", description="先加一把密钥，暂不启用：几台机器各有一份密钥环时，复制到每台以后再运行 rotate。")
    rotate = actions.add_parser("rotate", help="换一把密钥，把已有的数据都改用它", description="换一把密钥，已有的数据都改用它；大家照常工作，中断了再运行一次就接着做。")
    rotate.add_argument("--copy", metavar="文件夹", type=Path, required=True, help="新密钥环复制到哪里：不和数据放在一起；以前的备份也靠它恢复")
    rotate.add_argument("--algorithm", choices=sorted(ALGORITHMS), default="", metavar="算法", help="a1 是 AES-256-GCM，s1 是 SM4-GCM；默认不变")
    retire = actions.add_parser("retire", help="把没有数据用着的旧密钥移出密钥环", description="把没有数据用着的旧密钥移出密钥环；以前的备份要靠当时复制的那份恢复。")
    retire.add_argument("name", metavar="密钥", help="如 k1")


def run(args: argparse.Namespace) -> int:
    """Refused, with what to do, when the ring is not the one the data needs."""
    must_open()
    return {"show": _show, "add": _add, "rotate": _rotate, "retire": _retire}[args.action](args)


def _show(args: argparse.Namespace) -> int:
    uses = key_uses(PROGRAM, TABLES)
    answer(args, "\n".join(map(_line, uses)), keys=[{**vars(one), "is_free": one.is_free} for one in uses], algorithm=ring().algorithm)
    return 0


def _line(one: KeyUse) -> str:
    state = "在用" if one.in_use else "不在密钥环里！" if not one.on_ring else "可以退役" if one.is_free else "旧的"
    return f"{one.name}　{state}　{one.rows:,} 行，{one.files:,} 个文件，{one.entries:,} 条留痕"


def _add(args: argparse.Namespace) -> int:
    name = add_key()
    note_keys()
    answer(args, f"密钥 {name} 已加入密钥环，还没有启用。请把 ring.json 复制到每台机器，再运行 bangfu keys rotate。", key=name)
    return 0


def _rotate(args: argparse.Namespace) -> int:
    job = begin(args.copy, algorithm=args.algorithm, told=_tell)
    done = waited_for(PROGRAM, job.key, say=_progress)
    now = ring()
    words = f"都已改用密钥 {now.current}（{done.done:,} 处）。旧密钥一小时后可以退役：bangfu keys retire。"
    answer(args, words, key=now.current, algorithm=now.algorithm, sealed=done.done)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


def _progress(job: JobRow) -> None:
    if job.total and not job.ended:
        _tell(f"{job.done:,}／{job.total:,}　{job.note}")


def _retire(args: argparse.Namespace) -> int:
    retire_key(PROGRAM, name=args.name, tables=TABLES)
    answer(args, f"密钥 {args.name} 已移出密钥环。用它做的备份，要靠换密钥时复制的那份密钥恢复：请不要删。", retired=args.name)
    return 0
