"""argparse that speaks Chinese: headings, and the sentence about what was not understood."""

import argparse
import re
from typing import Any, NoReturn

# what argparse says → what we say
SENTENCES = (
    (r"the following arguments are required: (.*)", r"还缺少：\1"),
    (r"unrecognized arguments: (.*)", r"不认识：\1"),
    (r"argument (\S+): invalid choice: '(.*?)'.*", r"没有“\2”这个\1"),
    (r"argument (\S+): invalid \S+ value: '(.*)'", r"\1 不能是“\2”"),
    (r"argument (\S+): expected one argument", r"\1 后面要写一个值"),
)


class Parser(argparse.ArgumentParser):
    """An argument parser whose help and complaints are Chinese. Its subparsers are of the same kind."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "add_help": False, "allow_abbrev": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Says what was not understood and how to ask for help, on stderr; exit code 2."""
        self.exit(2, f"{in_chinese(message)}。\n用 {self.prog} --help 查看说明。\n")


def in_chinese(message: str) -> str:
    """What argparse complains of, in Chinese; its own words when the complaint is not in the table."""
    for pattern, ours in SENTENCES:
        if re.fullmatch(pattern, message):
            return re.sub(pattern, ours, message)
    return message
