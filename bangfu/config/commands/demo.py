"""bangfu demo: an invented county on this machine, ready to be tried."""

import argparse
import os
from pathlib import Path

from django.conf import settings

from bangfu.config.answer import answer
from bangfu.config.commands import init, serve
from bangfu.demo.cast import DEMO_PASSWORD, cast
from bangfu.demo.fill import fill, logins
from bangfu.organization.models import User

MARK = "demo.txt"


def add(parser: argparse.ArgumentParser) -> None:
    """demo [--size] [--seed] [--no-serve] and what serve takes"""
    parser.add_argument("--size", choices=["village", "township", "county"], default="township", metavar="大小", help="village、township（默认）或 county")
    parser.add_argument("--seed", type=int, default=1, metavar="数", help="同一个数编出同一个县；默认 1")
    parser.add_argument("--no-serve", action="store_true", help="只填数据，不启动")
    serve.add(parser)


def run(args: argparse.Namespace) -> int:
    """Fills the database at the first start; at later starts what was done in it is still there."""
    os.environ["BANGFU_DEMO"] = "1"
    if init.missing_migrations():
        init.run(argparse.Namespace(json=args.json))
    mark, folder = Path(settings.DATA) / MARK, Path(settings.VAR) / "demo-files"
    if not mark.exists():
        fill(folder, args.size, args.seed, lambda line: answer(args, line, step=line))
        mark.write_text(f"{args.size} {args.seed}\n")
    size, seed = mark.read_text().split()
    people = logins(cast(size, int(seed)))  # type: ignore[arg-type]
    os.environ["BANGFU_DEMO_LOGINS"] = "\n".join("\t".join((username, post, DEMO_PASSWORD)) for username, post in people)
    words = ["", "演示数据就绪。账号（密码都是 " + DEMO_PASSWORD + "）：", *(f"  {username:<10} {post}" for username, post in people)]
    words += [f"可以上传试试的表在 {folder}", ""]
    answer(args, "\n".join(words), logins=[{"username": u, "post": p} for u, p in people], password=DEMO_PASSWORD, files=str(folder), users=User.objects.count())
    return 0 if args.no_serve else serve.run(args)
