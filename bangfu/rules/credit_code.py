"""统一社会信用代码 (GB 32100-2015): 18 characters that name an enterprise, a cooperative, a school, a village's collective.

One character for the registering authority, one for the kind, 6 digits region, 9 of the organization, 1 check. Digits and capitals without
I O S V Z; the weights are the powers of 3 modulo 31. Households that trade (个体工商户) have one too.
"""

import re
from dataclasses import dataclass

from bangfu.rules.id_number import NOTHING, clean

STATUS_WORDS = {
    "ok": "正确",
    "blank": "没有填",
    "bad_check": "校验码不对",
    "bad_shape": "位数或字符不对",
    "lost_digits": "后几位被表格软件改坏",
}

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18
NEVER_USED = "IOSVZ"

_SHAPE = re.compile(rf"^[{ALPHABET}]{{2}}\d{{6}}[{ALPHABET}]{{10}}$", re.ASCII)
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+\d{1,2}$")


@dataclass(frozen=True)
class CreditCode:
    """A judged code. `code` is '' when the cell names no body (blank, bad_shape, lost_digits); with a bad_check it is what was written."""

    status: str
    code: str = ""
    written: str = ""

    @property
    def names_a_body(self) -> bool:
        """Whether a body can be looked up by it."""
        return bool(self.code)

    @property
    def region(self) -> str:
        """The 6 digits of where it was registered, '' when it names no body."""
        return self.code[2:8]


def read_credit_code(text: str) -> CreditCode:
    """Clean and judge a cell as delivered. Never raises. `written` is the cell after cleaning."""
    cleaned = clean(text)
    if cleaned in NOTHING:
        return CreditCode("blank")
    if _has_lost_digits(cleaned):
        return CreditCode("lost_digits", written=cleaned)
    if not _SHAPE.match(cleaned):
        return CreditCode("bad_shape", written=cleaned)
    return CreditCode("ok" if check_character(cleaned[:17]) == cleaned[17] else "bad_check", cleaned, cleaned)


def check_character(first17: str) -> str:
    """The 18th character to the first 17 (GB 32100-2015 §5). ValueError for anything else than 17 characters of its alphabet."""
    if len(first17) != LENGTH - 1 or not set(first17) <= set(ALPHABET):
        raise ValueError("17 characters of the alphabet are needed")
    return ALPHABET[-sum(weight * ALPHABET.index(one) for weight, one in zip(WEIGHTS, first17, strict=True)) % 31]


def why(code: CreditCode) -> str:
    """What is wrong and what to do, as a sentence for the clerk; '' when nothing is."""
    match code.status:
        case "blank":
            return "统一社会信用代码没有填，请照营业执照或登记证补上。"
        case "lost_digits":
            return "统一社会信用代码的后几位被表格软件改坏了，请把这一列设为“文本”格式后重新填写。"
        case "bad_check":
            return f"统一社会信用代码的第18位校验码不对：按前17位算应是“{check_character(code.code[:17])}”，请对照营业执照逐位核对。"
        case "bad_shape":
            return _shape_sentence(code.written)
    return ""


def _shape_sentence(written: str) -> str:
    if len(written) != LENGTH:
        return f"统一社会信用代码有{len(written)}个字符，应是18位，请对照营业执照核对。"
    strange = "、".join(dict.fromkeys(one for one in written if one in NEVER_USED))
    if strange:
        return f"统一社会信用代码里没有字母{strange}，可能是把数字看成了字母，请对照营业执照核对。"
    return "统一社会信用代码应由数字和大写字母组成，第3至8位是数字，请对照营业执照核对。"


def _has_lost_digits(cleaned: str) -> bool:
    """A spreadsheet keeps 15 significant digits, so a code of digits alone comes back as 9.1E+17 or with zeros from the 16th on."""
    if _SCIENTIFIC.match(cleaned):
        return True
    zeros = len(cleaned) == LENGTH and cleaned.isascii() and cleaned.isdigit() and not cleaned[15:].strip("0")
    return zeros and check_character(cleaned[:17]) != cleaned[17]
