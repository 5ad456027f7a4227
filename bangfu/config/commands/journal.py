"""bangfu journal verify, bangfu journal seal."""

import argparse
import sys

from bangfu.config.answer import answer
from bangfu.journal.actions import set_seal
from bangfu.journal.verify import verify


def add(parser: argparse.ArgumentParser) -> None:
    """journal verify | journal seal"""
    actions = parser.add_subparsers(dest="action", metavar="动作", title="动作", required=True)
    actions.add_parser("verify", help="核验整条留痕链和每一行数据", description="核验整条留痕链、每枚印和每一行数据；有一处不符就以 1 退出并指出第一处。")
    actions.add_parser("seal", help="立即盖印", description="立即盖印：把各乡镇链头合成一个根，可印在文件上备查。")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when the chain is not whole."""
    return _verify(args) if args.action == "verify" else _seal(args)


def _verify(args: argparse.Namespace) -> int:
    verdict = verify()
    looked = {"entries": verdict.entries, "rows": verdict.rows, "chains": verdict.chains, "seals": verdict.seals}
    words = f"核验了 {verdict.chains} 条链、{verdict.entries} 条留痕、{verdict.rows} 行数据、{verdict.seals} 枚印："
    answer(
        args, words + ("完整。" if verdict.whole else f"有 {len(verdict.faults)} 处不符。"),
        whole=verdict.whole, **looked, faults=[{"where": fault.where, "sentence": fault.sentence} for fault in verdict.faults],
    )
    for fault in verdict.faults[:1]:
        print(f"{fault.where}：{fault.sentence}", file=sys.stderr)
    return 0 if verdict.whole else 1


def _seal(args: argparse.Namespace) -> int:
    seal = set_seal()
    answer(args, f"已盖印：{seal.root}", root=seal.root, at=seal.at.isoformat(), chains=len(seal.heads.splitlines()))
    return 0
