"""On what occasion the program runs: in earnest, on invented data, or as a drill. Everything that leaves it, and every page, says so in the same words."""

from collections.abc import Mapping

DEMO, DRILL = "体验数据", "演练"
# where a mark comes from: the environment, so that it holds for every process of an installation and is never taken along by its data
NAMES = {"BANGFU_DEMO": DEMO, "BANGFU_DRILL": DRILL}


def mark_of(environment: Mapping[str, str]) -> str:
    """体验数据, 演练, or '' where the program runs in earnest. Invented data are invented also while they are drilled with."""
    return next((word for name, word in NAMES.items() if environment.get(name) == "1"), "")


def sentence_of(environment: Mapping[str, str]) -> str:
    """What stands on everything that leaves the program: “体验数据，不作依据”; '' in earnest."""
    word = mark_of(environment)
    return f"{word}，不作依据" if word else ""
