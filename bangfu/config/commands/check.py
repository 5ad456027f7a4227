"""bangfu check: runs the checks over a place."""

import argparse

from bangfu.config.acting import actor, add_user, waited_for
from bangfu.config.answer import answer
from bangfu.crosscheck import queries
from bangfu.crosscheck.actions import request_run
from bangfu.organization.actor import Actor
from bangfu.organization.queries import place_names
from bangfu.sealing.present import must_open
from bangfu.walls.reach import reaching


def add(parser: argparse.ArgumentParser) -> None:
    """check --as [--place]"""
    add_user(parser)
    parser.add_argument("--place", metavar="代码", help="只核对这个乡镇或村；默认整个管辖范围")


def run(args: argparse.Namespace) -> int:
    """Says what is new, still there, back and gone since the last run; exit code 0 whatever was found."""
    must_open()
    by = actor(args)
    with reaching(by.ranges):
        return _checked(args, by)


def _checked(args: argparse.Namespace, by: Actor) -> int:
    at = args.place or by.place_code
    asked = request_run(by, at=at)
    waited_for(by, asked.key)
    done = queries.runs(by, limit=1)[0]
    name = place_names([at]).get(at, at)
    words = f"{name}：核对了 {done.persons} 人。新出现 {done.new}，仍存在 {done.still}，又出现 {done.back}，已消除 {done.gone}，豁免有效 {done.exempt}。"
    answer(
        args, words, run=str(done.id), place=at, persons=done.persons, new=done.new, still=done.still, back=done.back, gone=done.gone,
        exempt=done.exempt, open=queries.open_count(by, at),
    )
    return 0
