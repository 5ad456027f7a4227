"""bangfu keys show, add, rotate, retire, reindex: which keys there are and what lies under each, another one for all of it, an old one taken off."""

import argparse
import sys
import time
from pathlib import Path

from bangfu.config import reindexing
from bangfu.config.acting import waited_for
from bangfu.config.answer import answer
from bangfu.config.rekeying import begin
from bangfu.config.sealed import TABLES
from bangfu.keys.actions import retire_key
from bangfu.keys.queries import KeyUse, indexed_before, key_uses
from bangfu.organization.actor import PROGRAM
from bangfu.sealing.changing import add_key
from bangfu.sealing.present import must_open, note_keys
from bangfu.sealing.ring import ALGORITHMS, ring


def add(parser: argparse.ArgumentParser) -> None:
    """keys show | add | rotate --copy FOLDER [--algorithm] | retire NAME | reindex --copy FOLDER"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    actions.add_parser("show", help="有哪些密钥，各有多少数据用着", description="有哪些密钥，各有多少行、多少个文件、多少条留痕用着。")
    actions.add_parser("add", help="先加一把，暂不启用", description="先加一把密钥，暂不启用：几台机器各有一份密钥环时，复制到每台以后再运行 rotate。")
    rotate = actions.add_parser("rotate", help="换一把密钥，把已有的数据都改用它", description="换一把密钥，已有的数据都改用它；大家照常工作，中断了再运行一次就接着做。")
    rotate.add_argument("--copy", metavar="文件夹", type=Path, required=True, help="新密钥环复制到哪里：不和数据放在一起；以前的备份也靠它恢复")
    rotate.add_argument("--algorithm", choices=sorted(ALGORITHMS), default="", metavar="算法", help="a1 是 AES-256-GCM，s1 是 SM4-GCM；默认不变")
    retire = actions.add_parser("retire", help="把没有数据用着的旧密钥移出密钥环", description="把没有数据用着的旧密钥移出密钥环；以前的备份要靠当时复制的那份恢复。")
    retire.add_argument("name", metavar="密钥", help="如 k1")
    reindex = actions.add_parser("reindex", help="换一把号码索引的密钥", description=(
        "换一把号码索引的密钥：号码、电话、账号都靠索引查找，换的时候谁也不能使用，全县几分钟，请在夜里做。"
        "几台机器的，先停下其余各台，做完把 ring.json 复制过去再启动。中断了再运行一次就接着做。"
    ))
    reindex.add_argument("--copy", metavar="文件夹", type=Path, required=True, help="新密钥环复制到哪里：不和数据放在一起")


def run(args: argparse.Namespace) -> int:
    """Refused, with what to do, when the ring is not the one the data needs."""
    must_open(at_any_level=args.action in ("show", "reindex"))
    return {"show": _show, "add": _add, "rotate": _rotate, "retire": _retire, "reindex": _reindex}[args.action](args)


def _show(args: argparse.Namespace) -> int:
    uses = key_uses(PROGRAM, TABLES)
    index = f"号码索引　第 {ring().level} 把密钥在用"
    if left := indexed_before(PROGRAM, TABLES):
        index += f"　还有 {left:,} 行用着前一把：请运行 bangfu keys reindex"
    told = [{**vars(one), "is_free": one.is_free} for one in uses]
    answer(args, "\n".join([*map(_line, uses), index]), keys=told, algorithm=ring().algorithm, level=ring().level, indexed_before=left)
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
    done = waited_for(PROGRAM, job.key, told=_Progress())
    now = ring()
    words = f"都已改用密钥 {now.current}（{done.done:,} 处）。旧密钥一小时后可以退役：bangfu keys retire。"
    answer(args, words, key=now.current, algorithm=now.algorithm, sealed=done.done)
    return 0


def _reindex(args: argparse.Namespace) -> int:
    done = waited_for(PROGRAM, reindexing.begin(args.copy, told=_tell).key, told=_Progress())
    words = (
        f"都已改用号码索引的第 {ring().level} 把密钥（{done.done:,} 行），可以使用了。旧密钥仍是索引的一部分，不要删。"
        "如果旧密钥可能被人看到：请重新做一份备份，销毁以前的备份，再运行 bangfu keys rotate。"
    )
    answer(args, words, level=ring().level, indexed=done.done)
    return 0


def _tell(line: str) -> None:
    print(line, file=sys.stderr)


class _Progress:
    """A line for whoever waits, every few seconds."""

    EVERY = 3.0

    def __init__(self) -> None:
        self._last = -self.EVERY

    def __call__(self, done: int, total: int, note: str) -> None:
        if note and time.monotonic() - self._last >= self.EVERY:
            self._last = time.monotonic()
            _tell(f"{done:,}／{total:,}　{note}" if total else note)


def _retire(args: argparse.Namespace) -> int:
    retire_key(PROGRAM, name=args.name, tables=TABLES)
    answer(args, f"密钥 {args.name} 已移出密钥环。用它做的备份，要靠换密钥时复制的那份密钥恢复：请不要删。", retired=args.name)
    return 0
