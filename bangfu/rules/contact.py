"""电话和银行账号: what looks wrong about them. These rules only warn: a village's own knowledge outweighs them.

Many accounts of rural credit unions, passbooks and social security cards have 12 to 22 digits and no check digit; the check of Luhn (ISO/IEC
7812-1) is expected of UnionPay cards alone. No sentence repeats the number.
"""

import re

from bangfu.rules.id_number import NOTHING, clean, read_number

SHORTEST_ACCOUNT, LONGEST_ACCOUNT = 12, 22

_MOBILE = re.compile(r"^1[3-9]\d{9}$", re.ASCII)
_FIXED = re.compile(r"^(?:0\d{2,3})?[2-8]\d{6,7}$", re.ASCII)
_MADE_UP = re.compile(r"(\d)\1{6}$|12345678|87654321", re.ASCII)
_UNIONPAY = re.compile(r"^62\d{14,17}$", re.ASCII)
_SEVERAL = re.compile(r"[,，、;；/|]")
_LOST = re.compile(r"^\d(\.\d+)?E\+\d{1,2}$")


def phone_warning(text: str) -> str:
    """What looks wrong about a telephone number, as a sentence; '' when nothing does, and for an empty cell. A fixed line is a telephone too."""
    cleaned = _digits(text).removeprefix("+86")
    if cleaned in NOTHING:
        return ""
    if _SEVERAL.search(text):
        return "联系电话只填一个，现在写了几个，请留最常用的那个。"
    if _LOST.match(cleaned):
        return "联系电话被表格软件改坏了，请把这一列设为“文本”格式后重新填写。"
    if not _MOBILE.match(cleaned) and not _FIXED.match(cleaned):
        return f"联系电话有{len(cleaned)}个字符，不像手机号（11位，1开头）也不像固定电话，请核对。"
    return "联系电话像是凑数的，请核对是否真能打通。" if _MADE_UP.search(cleaned) else ""


def bank_warning(text: str) -> str:
    """What looks wrong about a bank account, as a sentence; '' when nothing does, and for an empty cell."""
    cleaned = _digits(text)
    if cleaned in NOTHING:
        return ""
    if _has_lost_digits(cleaned):
        return "银行账号的后几位被表格软件改坏了（15位以后变成0或写成1.23E+17），请把这一列设为“文本”格式后重新填写。"
    if not cleaned.isascii() or not cleaned.isdigit():
        return "银行账号里有不是数字的字符，请对照银行卡或存折核对。"
    if not SHORTEST_ACCOUNT <= len(cleaned) <= LONGEST_ACCOUNT:
        return f"银行账号有{len(cleaned)}位，一般是{SHORTEST_ACCOUNT}至{LONGEST_ACCOUNT}位，请对照银行卡或存折核对。"
    if read_number(cleaned).status == "ok":
        return "这像是身份证号，不像银行账号，请核对是否填错了栏。"
    if _UNIONPAY.match(cleaned) and not passes_luhn(cleaned):
        return "这个银行卡号的校验位不对，可能有一位抄错，请对照银行卡核对；确认无误的可以不改。"
    return ""


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is right (ISO/IEC 7812-1 annex B). ValueError for anything but digits."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("digits are needed")
    return sum(_luhn(int(digit), place % 2 == 1) for place, digit in enumerate(reversed(digits))) % 10 == 0


def masked_phone(text: str) -> str:
    """First 3, four stars, last 4. Anything shorter than a telephone number is all stars."""
    cleaned = _digits(text)
    return f"{cleaned[:3]}****{cleaned[-4:]}" if len(cleaned) >= 10 else "*" * len(cleaned)


def masked_bank(text: str) -> str:
    """Four stars and the last 4. Anything shorter than an account is all stars."""
    cleaned = _digits(text)
    return f"****{cleaned[-4:]}" if len(cleaned) >= SHORTEST_ACCOUNT else "*" * len(cleaned)


def _digits(text: str) -> str:
    """Cleaned, and without the strokes and brackets between groups of digits."""
    cleaned = clean(text)
    grouped = re.sub(r"[-—–－()]", "", cleaned)
    return grouped if grouped else cleaned


def _has_lost_digits(cleaned: str) -> bool:
    return bool(_LOST.match(cleaned)) or (len(cleaned) > 15 and cleaned.isdigit() and not cleaned[15:].strip("0"))


def _luhn(digit: int, is_doubled: bool) -> int:
    doubled = digit * 2 if is_doubled else digit
    return doubled - 9 if doubled > 9 else doubled
