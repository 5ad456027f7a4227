"""Identity numbers: what a cell in the 证件号码 column says about a person, and what is wrong with it.

GB 11643-1999: 6 digits region, 8 birth date, 3 sequence (odd male, even female), 1 check (0-9 or X). A disability certificate
(残疾人证) is that number and 2 digits kind and grade; a reissued one has 2 characters more. The region is where the number was first
given and may long be abolished, so it is not judged; but it tells residents of Hong Kong, Macao and Taiwan (81, 82, 83: 港澳台居民居住证
申领发放办法 第六条) and foreigners with permanent residence (9 and a province, the card of 2023) from everybody else.

Passports and other papers have no check digit: they are looked at by shape, and only where the row's 证件类型 says that it is one.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import NamedTuple

from bangfu.rules import dates
from bangfu.rules.codes import ID_KIND

STATUS_WORDS = {
    "ok": "正确",
    "blank": "没有填",
    "bad_check": "校验码不对",
    "bad_date": "出生日期不对",
    "bad_shape": "位数或字符不对",
    "lost_digits": "后几位被表格软件改坏",
    "placeholder": "临时编号（无证件）",
    "old15": "15位旧号码",
    "other": "其他证件（只核对字符）",
}

DISABILITY_KINDS = {"1": "视力", "2": "听力", "3": "言语", "4": "肢体", "5": "智力", "6": "精神", "7": "多重"}

EARLIEST_BIRTH = date(1900, 1, 1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
NOTHING = frozenset({"", "-", "--", "/", "\\", "无", "暂无", "没有", "空", "NULL", "NONE", "#N/A"})

_DRESS = re.compile(r'^=?["“”\'’‘`]+|["“”\'’‘`]+$')
_UNSEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_POINT_NOUGHT = re.compile(r"(?<=^\d{15})\.0+$", re.ASCII)   # an old number out of a column of numbers
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+?\d{1,2}$")
_PERSON = re.compile(r"^(\d{17}[\dX])(?:([1-7])([1-4])(?:[0-9A-Z]{2})?)?$", re.ASCII)
_TAIL = re.compile(r"^[0-9]{17}[0-9X]([0-9]{2})(?:B[0-9])?$")
_OLD = re.compile(r"^\d{15}$", re.ASCII)
_FOREIGNER = re.compile(r"^9(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])")   # 9 and the province that gave it; 99… is nobody's
_OTHER_SHAPES = {   # cleaned: capitals, half-width, without spaces
    "护照": re.compile(r"^(?=.*\d)[A-Z0-9]{6,12}$", re.ASCII),
    "军官证": re.compile(r"^(?:[\u4e00-\u9fff]{0,3}字第)?[A-Z0-9]{6,10}号?$", re.ASCII),
    "户口簿": re.compile(r"^(?=.*\d)[A-Z0-9]{6,12}$", re.ASCII),
    "外国人永久居留身份证": re.compile(r"^[A-Z]{3}\d{12}$", re.ASCII),   # the card before 2023: nation, place, day, sequence
}
_OF_MANY = frozenset({"户口簿"})   # one number for all who live in the house


class Number(NamedTuple):
    """A judged number. `digits` and `first18` are '' when the cell names nobody (blank, bad_shape, lost_digits).

    `first18` is what lists are joined on: the first 18 of a disability certificate, the 18-digit form of an old number, kind and number of
    another paper, '' for what many persons carry alike (a placeholder 999999…, the number of a 户口簿). `birth` and `sex` are what
    the digits say, also when the check digit is wrong; with a bad_date `birth` is None. `length` is how many characters the cell had
    after cleaning. `tail`: of what would be a certificate number but for a class or grade there is not, the two digits that say so.
    """

    status: str
    digits: str = ""
    first18: str = ""
    birth: date | None = None
    sex: str = ""
    disability_kind: str = ""
    disability_grade: str = ""
    length: int = 0
    tail: str = ""

    @property
    def names_somebody(self) -> bool:
        """Whether a person can be looked up by it."""
        return bool(self.first18)

    @property
    def paper(self) -> str:
        """The kind of paper the digits themselves show, a label of ID_KIND; '' when they show none (placeholder, other papers, no number)."""
        if self.status in ("other", "placeholder") or not self.digits:
            return ""
        if self.disability_kind:
            return "残疾人证"
        if self.digits[:2] in ("81", "82", "83"):
            return "港澳台居民居住证"
        return "外国人永久居留身份证" if _FOREIGNER.match(self.digits) else "居民身份证"


def read_number(text: str, *, today: date | None = None, kind: str = "") -> Number:
    """Clean and judge a cell as delivered. Never raises; a birth after `today` (default: this day) or before 1900 is a bad_date.

    `kind` is the row's 证件类型 as written. What is no identity number but has the shape of a paper of that kind is an `other`; without
    a kind it is a bad_shape.
    """
    cleaned = clean(text)
    number = _judged(cleaned, today)
    return _other(cleaned, ID_KIND.label(kind) or "") if kind and number.status == "bad_shape" else number


def _judged(cleaned: str, today: date | None) -> Number:
    if cleaned in NOTHING:
        return Number("blank")
    if _has_lost_digits(cleaned):
        return Number("lost_digits", length=len(cleaned))
    if cleaned.startswith("999999") and len(cleaned) >= 15:
        return Number("placeholder", digits=cleaned, length=len(cleaned))
    if _OLD.match(cleaned):
        return _old(cleaned, today or dates.today())
    shape = _PERSON.match(cleaned)
    if shape is None:
        tail = _TAIL.match(cleaned)
        return Number("bad_shape", length=len(cleaned), tail=tail[1] if tail else "")
    return _new(cleaned, shape, today or dates.today())


def clean(text: str) -> str:
    """Half-width, upper case, without spaces, quotes and the ="…" in which some exports dress a number."""
    if text.isascii() and text.isalnum():
        return text.upper()
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    return _POINT_NOUGHT.sub("", _DRESS.sub("", plain)).upper()


def check_digit(first17: str) -> str:
    """The 18th character to 17 digits (ISO 7064 MOD 11-2, GB 11643-1999 §4.2). ValueError for anything but 17 digits."""
    if len(first17) != 17 or not first17.isascii() or not first17.isdigit():
        raise ValueError("17 digits are needed")
    return CHECKS[(_weighed(0, first17[:6]) + _weighed(6, first17[6:14]) + _weighed(14, first17[14:])) % 11]


@lru_cache(maxsize=65_536)
def _weighed(start: int, digits: str) -> int:
    """What some digits of a number weigh, the first of them standing at `start`: a region, a birth date, a sequence come again and again."""
    return sum(map(mul, WEIGHTS[start:], map(int, digits)))


def why(number: Number) -> str:
    """What is wrong and what to do, as a sentence for the clerk; '' when nothing is known to be. Shows no digit but the check digit."""
    match number.status:
        case "blank":
            return "证件号码没有填，请补上。"
        case "bad_check":
            return f"证件号码的第18位校验码不对：按前17位算应是“{check_digit(number.first18[:17])}”，请对照证件原件逐位核对。"
        case "bad_date":
            return "证件号码第7至14位不是可能的出生日期，请对照证件原件核对。"
        case "bad_shape":
            return f"证件号码有{number.length}个字符，应是18位身份证号，或20、22位残疾人证号，请核对；用护照等其他证件的，请把证件类型填对。"
        case "lost_digits":
            return (
                "证件号码的后几位被表格软件改坏了（15位以后变成0或写成1.23E+17），改坏的号码找不回来。"
                "请从原系统重新导出，不要先用表格软件打开另存；自己录的，先把这一列设为“文本”格式再填。"
            )
        case "placeholder":
            return "这是“999999”开头的临时编号，不是证件号码；办好证件后请更正。"
        case "old15":
            return "这是15位旧身份证号，请换成18位的。"
    return ""


def masked(text: str) -> str:
    """First 6, eight stars, last 4. Anything shorter than an old number is all stars."""
    cleaned = clean(text)
    return f"{cleaned[:6]}********{cleaned[-4:]}" if len(cleaned) >= 15 else "*" * len(cleaned)


def _has_lost_digits(cleaned: str) -> bool:
    """A spreadsheet keeps 15 significant digits: 1.23E+17, or zeros from the 16th on (which only now and then make a right number)."""
    if _SCIENTIFIC.match(cleaned):
        return True
    zeros = len(cleaned) in (18, 20, 22) and cleaned.isdigit() and not cleaned[15:].strip("0")
    return zeros and check_digit(cleaned[:17]) != cleaned[17]


def _old(digits: str, today: date) -> Number:
    first17 = f"{digits[:6]}19{digits[6:]}"
    birth = _birth(first17, today)
    if birth is None:
        return Number("bad_date", digits=digits, length=15)
    return Number("old15", digits, first17 + check_digit(first17), birth, _sex(first17), length=15)


def _new(digits: str, shape: re.Match[str], today: date) -> Number:
    first18, kind, grade = shape.group(1), shape.group(2) or "", shape.group(3) or ""
    birth = _birth(first18, today)
    status = "bad_date" if birth is None else "ok" if check_digit(first18[:17]) == first18[17] else "bad_check"
    return Number(status, digits, first18, birth, _sex(first18), kind, grade, len(digits))


def _other(cleaned: str, kind: str) -> Number:
    shape = _OTHER_SHAPES.get(kind)
    if shape is None or not shape.match(cleaned):
        return Number("bad_shape", length=len(cleaned))
    return Number("other", cleaned, "" if kind in _OF_MANY else kind + cleaned, length=len(cleaned))


def _birth(number: str, today: date) -> date | None:
    birth = _day(number[6:14])
    return birth if birth and EARLIEST_BIRTH <= birth <= today else None


@lru_cache(maxsize=65_536)
def _day(digits: str) -> date | None:
    """The day that eight digits say; None for one there is not."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _sex(number: str) -> str:
    return "男" if int(number[16]) % 2 else "女"
