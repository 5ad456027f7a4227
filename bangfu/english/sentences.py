"""What a sentence of the catalogue is: Chinese, with a numbered place wherever the program puts a value in."""

import re

CHINESE = re.compile(r"[〇㐀-䶿一-鿿\U00020000-\U0003ffff]")
PLACE = re.compile(r"\{(\d+)\}")
HOLE = "\ue000"     # stands for a value while a sentence is put together
BREAK = "\ue001"    # stands for a place at which one sentence ends and another may begin
EDGES = "，、；：。·▲ "   # signs between sentences: they are read as signs, and belong to none


ENDS = re.compile(r" · |(?<=。)(?![”）])")   # where one sentence ends and another begins
_RULES = re.compile(r"\d+_[\d_]+(?:(?:、|至)\d+_[\d_]+)*")
_CITATION = re.compile(r"〔\d{4}〕\d+号|数据质量规则 \d")


def sentences_of(text: str) -> list[str]:
    """A text as the catalogue knows it: sentence by sentence, and what a dot parts by itself. Of a citation each document is one, and numbers of rules are
    values: they are many, and nothing in them is read."""
    if _CITATION.search(text):
        text = _RULES.sub(HOLE, text).replace("；", "。")
    return [sentence(one) for one in ENDS.split(text)]


def sentence(text: str) -> str:
    """A sentence as it stands in the catalogue: blanks made one, values that touch made one and numbered {0}, {1} … from the left, no signs around it."""
    whole = re.sub(f"{HOLE}+", HOLE, " ".join(text.split()))
    parts = whole.split(HOLE)
    return "".join(part + (f"{{{number}}}" if number < len(parts) - 1 else "") for number, part in enumerate(parts)).strip(EDGES)


def is_chinese(text: str) -> bool:
    """Whether anything in it has to be read at all."""
    return CHINESE.search(text) is not None


def chinese(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(CHINESE.findall(text))


def places(text: str) -> list[str]:
    """The numbers of its places, in the order in which they stand."""
    return PLACE.findall(text)
