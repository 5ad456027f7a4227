"""Numbers that a county sets in the environment."""

import os

from bangfu.rules.refusal import Refused


def number(name: str, default: int, least: int, most: int) -> int:
    """The whole number a variable holds, the default when it holds nothing. Refused when it is none, or out of bounds."""
    words = os.environ.get(name, "").strip()
    if not words:
        return default
    if not words.isascii() or not words.isdigit() or not least <= int(words) <= most:
        raise Refused(f"环境变量 {name} 要填 {least} 到 {most} 的整数，现在是“{words}”。改好后再启动；不需要时去掉它。")
    return int(words)
