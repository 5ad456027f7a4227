"""bangfu backup: a copy of everything at one moment."""

import argparse
import sys
from pathlib import Path

from bangfu.config.answer import answer
from bangfu.config.backing_up import back_up
from bangfu.config.commands.init import missing_migrations
from bangfu.rules.refusal import Refused


def add(parser: argparse.ArgumentParser) -> None:
    """backup FOLDER [--keys FOLDER]"""
    parser.add_argument("to", metavar="文件夹", type=Path, help="备份放在哪里：另一块硬盘上的文件夹；每次在里面新建一个")
    parser.add_argument("--keys", metavar="文件夹", type=Path, help="同时把密钥复制到这里；必须和备份分开放")


def run(args: argparse.Namespace) -> int:
    """Takes it, while everybody goes on working. Refused when the place is wrong or too small."""
    if missing_migrations():
        raise Refused("数据库还没有准备好。请先运行 bangfu init。")
    taken = back_up(args.to, keys_to=args.keys, told=lambda line: print(line, file=sys.stderr))
    one = taken.manifest
    without = "" if args.keys else "密钥不在里面：请把 BANGFU_KEYS 另外备份，没有它谁也打不开（--keys）。\n"
    words = (
        f"{without}备份已做好：{taken.folder}\n{len(one.tables)} 张表 {one.rows:,} 行，{len(one.files):,} 个文件 {one.size / 1e6:,.1f} MB"
        f"（其中 {taken.shared:,} 个与上一份共用）。\n摘要 {one.root}"
    )
    answer(args, words, folder=str(taken.folder), rows=one.rows, tables=len(one.tables), files=len(one.files), bytes=one.size, shared=taken.shared, root=one.root)
    return 0
