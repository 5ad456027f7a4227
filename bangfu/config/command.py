"""`bangfu`: the same things a page does, by command.

Exit codes: 0 done, 1 refused (the sentence on stderr), 2 not understood, 3 program error. With `--json` the answer on stdout is one line of JSON.
Django is loaded once a command has been named, so that `bangfu --help` answers at once.
"""

import argparse
import importlib
import logging
import os
import sys
from collections.abc import Sequence

from bangfu.config.answer import answer
from bangfu.config.chinese_usage import Parser
from bangfu.rules.refusal import Alarming, Refused, Unreadable
from bangfu.walls.reach import whole_county

DONE, REFUSED, NOT_UNDERSTOOD, PROGRAM_ERROR = 0, 1, 2, 3

# name → (module with `add(parser)` and `run(args) -> int`, one line of help)
COMMANDS = {
    "demo": ("bangfu.config.commands.demo", "在本机编一个演示县并启动，随便试"),
    "init": ("bangfu.config.commands.init", "准备数据库；可以反复运行，已有数据不受影响"),
    "roles": ("bangfu.config.commands.roles", "PostgreSQL：分开建表账号和日常账号，给出 SQL"),
    "serve": ("bangfu.config.commands.serve", "启动网页服务和后台任务，按 Ctrl-C 停止"),
    "worker": ("bangfu.config.commands.worker", "只启动后台任务（网页服务另外启动时用）"),
    "places": ("bangfu.config.commands.places", "区划：导入县、乡镇、村名单，载入地图"),
    "accounts": ("bangfu.config.commands.accounts", "账号：建一个县的三种管理员，或在谁也登录不了时重设一个"),
    "import": ("bangfu.config.commands.take_in", "收一份表：看懂、预览、应用"),
    "check": ("bangfu.config.commands.check", "核对：找出矛盾，与上次比新出现、仍存在、又出现、已消除"),
    "figures": ("bangfu.config.commands.figures", "数字：任何指标、任何地方、任何一天，可按哪天知道的算"),
    "backup": ("bangfu.config.commands.backup", "做一份备份；大家照常工作"),
    "restore": ("bangfu.config.commands.restore", "把一份备份恢复到空的地方，并逐表核对"),
    "keys": ("bangfu.config.commands.keys", "密钥：查看、更换、退役"),
    "journal": ("bangfu.config.commands.journal", "留痕：核验整条链，或立即盖印"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = next((word for word in words if not word.startswith("-")), "")
    try:
        args = _parser(name).parse_args(words)
    except SystemExit as end:   # argparse has already said what is wrong, or printed the help
        return NOT_UNDERSTOOD if end.code else DONE
    except Refused as refusal:   # of what the environment says
        print(refusal.sentence, file=sys.stderr)
        return REFUSED
    return _run(args)


def _parser(name: str) -> argparse.ArgumentParser:
    """The whole parser with the arguments of one command; the others are known by their line of help only."""
    parser = Parser(prog="bangfu", description="帮扶：县乡村精准帮扶的一本账。")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令", required=True)
    for each, (module, line) in COMMANDS.items():
        child = commands.add_parser(each, help=line, description=line + "。")
        if each == name:
            _django_is_ready()
            child.set_defaults(run=importlib.import_module(module).run)
            importlib.import_module(module).add(child)
            _answers_in_json(child)
    return parser


def _answers_in_json(parser: argparse.ArgumentParser) -> None:
    """Gives `--json` to the command itself, or to each of its own commands when it has some."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for leaf in [child for action in below for child in action.choices.values()] or [parser]:
        leaf.add_argument("--json", action="store_true", help="在标准输出给出一行 JSON，供程序读取")


def _django_is_ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")
    importlib.import_module("django").setup()


def _run(args: argparse.Namespace) -> int:
    try:
        with whole_county("whoever may start commands has the whole machine; one that acts for somebody (--as) reaches as far as they do"):
            code: int = args.run(args)
        return code
    except Refused as refusal:
        _told_where_it_alarms(args, refusal)
        answer(args, "", refused=refusal.sentence)
        print(refusal.sentence, file=sys.stderr)
        return REFUSED
    except Unreadable as error:
        answer(args, "", refused=error.sentence)
        print(error.sentence, file=sys.stderr)
        return REFUSED
    except Exception as error:
        logging.getLogger("bangfu.command").exception("the command %s failed", args.command)
        answer(args, "", error=type(error).__name__)
        print(_trouble(error) or "程序出错，这一步没有完成。请把上面的内容交给系统管理员。", file=sys.stderr)
        return PROGRAM_ERROR


def _trouble(error: Exception) -> str:
    from bangfu.work.trouble import trouble

    return trouble(error)


def _told_where_it_alarms(args: argparse.Namespace, refusal: Refused) -> None:
    """What the security administrator is to hear of is written down, as on a page."""
    if isinstance(refusal, Alarming):
        acting = importlib.import_module("bangfu.config.acting")
        importlib.import_module("bangfu.accounts.actions").note_alarm(acting.actor(args), verb=refusal.verb, told=refusal.told)


if __name__ == "__main__":
    sys.exit(main())
