"""Numbers and files that a county names in the environment."""

import os
from pathlib import Path

from bangfu.rules.refusal import Refused


def number(name: str, default: int, least: int, most: int) -> int:
    """The whole number a variable holds, the default when it holds nothing. Refused when it is none, or out of bounds."""
    words = os.environ.get(name, "").strip()
    if not words:
        return default
    if not words.isascii() or not words.isdigit() or not least <= int(words) <= most:
        raise Refused(f"环境变量 {name} 要填 {least} 到 {most} 的整数，现在是“{words}”。改好后再启动；不需要时去掉它。")
    return int(words)


def file(name: str) -> Path | None:
    """The file a variable names, None when it names nothing. Refused when there is none that can be read."""
    words = os.environ.get(name, "").strip()
    if words and not os.access(words, os.R_OK):
        raise Refused(f"环境变量 {name} 指的文件“{words}”没有，或者打不开。改好后再启动；不需要时去掉它。")
    return Path(words) if words else None
