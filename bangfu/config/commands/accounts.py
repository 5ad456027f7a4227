"""bangfu accounts found: a county's three administrators. bangfu accounts reset: where no administrator can come in any more."""

import argparse

from bangfu.accounts.actions import new_account, reset_password, reset_second_step
from bangfu.accounts.queries import account, administrators_of, second_step_of
from bangfu.config.answer import answer
from bangfu.organization.actions import appoint, create_post
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import User
from bangfu.organization.queries import place_names
from bangfu.rules.powers import ADMINISTRATORS, ROLES
from bangfu.rules.refusal import Refused

NAMES = {"administrator": "xitong", "security_administrator": "anquan", "auditor": "shenji"}


def add(parser: argparse.ArgumentParser) -> None:
    """accounts found COUNTY; accounts reset ACCOUNT --reason"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    found = actions.add_parser("found", help="建本县还没有的管理员", description="三种管理员里本县还没有人的，各建一个账号；密码只显示这一次。")
    found.add_argument("county", metavar="代码", help="县的 6 位代码")
    again = actions.add_parser("reset", help="重设一个账号的密码和第二步验证", description="没有管理员能登录时才用；留痕记为程序所办。")
    again.add_argument("username", metavar="账号")
    again.add_argument("--reason", metavar="理由", required=True, help="为什么不能由管理员在网页上办")


def run(args: argparse.Namespace) -> int:
    """Says every password it made, once."""
    return _found(args) if args.action == "found" else _reset(args)


def _found(args: argparse.Namespace) -> int:
    name = place_names([args.county]).get(args.county)
    if name is None or len(args.county) != 6:
        raise Refused(f"系统里没有代码是 {args.county} 的县。请先导入区划：bangfu places import。")
    wanted = [role for role in ADMINISTRATORS if not administrators_of(args.county, role)]
    made = {ROLES[role].word: _administrator(role, args.county, name) for role in wanted}
    lines = "\n".join(f"{word}　账号 {username}　密码 {password}" for word, (username, password) in made.items())
    words = f"{name}建好了 {len(made)} 位管理员，请分别告诉三个人，登录后先改密码：\n{lines}" if made else f"{name}三种管理员都有人，没有新建。"
    answer(args, words, made={word: {"username": username, "password": password} for word, (username, password) in made.items()})
    return 0


def _administrator(role: str, county: str, name: str) -> tuple[str, str]:
    username = f"{NAMES[role]}{county}"
    user, password = new_account(PROGRAM, username=username, name=f"{name}{ROLES[role].word}")
    appoint(PROGRAM, user=user, post=create_post(PROGRAM, title=f"{name}{ROLES[role].word}", role=role, place=county))
    return username, password


def _reset(args: argparse.Namespace) -> int:
    user = User.objects.filter(username=args.username).first()
    if user is None or account(PROGRAM, user.pk) is None:
        raise Refused(f"没有“{args.username}”这个账号。")
    password = reset_password(PROGRAM, user=user.pk, reason=args.reason)
    if second_step_of(user):
        reset_second_step(PROGRAM, user=user.pk, reason=args.reason)
    answer(args, f"{user.name}（{args.username}）的密码已重设，登录后先改：{password}", username=args.username, password=password)
    return 0
