"""Passwords that are guessed first: what stands in a password that everybody tries, and what is left of it then.

Lists of leaked passwords hold the habits of other countries. Whoever tries a county's accounts tries what a clerk there thinks of: a word in pinyin and a
year, the county's name, a telephone number, a birthday, digits of an ID number, a row of the keyboard, and one letter or mark behind it.
"""

import re
from collections.abc import Iterable

from bangfu.rules.readings import readings_of, without_tone

LEFT = 4   # characters, no digits, that must be left when everything that is tried is taken away
_TRIED = """
password passwd passw0rd p@ssw0rd p@ssword admin administrator root user guest test demo welcome letmein login iloveyou hello master
guanli guanliyuan yonghu mima denglu zhanghao xitong woaini aini woaizuguo woaizhongguo nihao zhongguo china beijing zuguo renmin gongchandang
fupin bangfu tuopin gongjian xiangcun zhenxing nongcun nongye xiangzhen xiaokang zhengfu jiedao cunwei cunweihui gongzuo danwei bangongshi shuji zhuren
xian zhen xiang cun shequ wangge ganbu baobei laopo laogong mama baba fuqi jiankang pingan xingfu kuaile facai shengri xinnian
qwerty qwertyuiop asdf asdfgh asdfghjkl zxcv zxcvbn zxcvbnm qaz wsx edc rfv tgb yhn qazwsx abc abcd abcde abcdef aaaa
密码 管理员 我爱你 中国 扶贫 帮扶 脱贫 乡村振兴 乡村 振兴 县 镇 乡 村
"""
WORDS = frozenset(_TRIED.split())
_DIGITS = re.compile(r"\d+x?(?![a-z])")   # years, birthdays, telephones, ID numbers, 123456 and 5201314 alike
_ALIKE = str.maketrans("013457@$!", "oleastasi")   # as people write letters with digits
_AGAIN = re.compile(r"(.+?)\1{2,}")       # something three times or more counts as once


def is_guessed_first(password: str, own: Iterable[str] = ()) -> bool:
    """Whether hardly anything is left of a password without the words, digits and repetitions everybody tries; `own`: words of whoever uses it (account, name,
    county), in Chinese or Latin letters."""
    tried = sorted(WORDS | {word for one in own for word in _spellings(one)}, key=len, reverse=True)
    plain = password.casefold()
    return min(_left(plain, tried), _left(plain.translate(_ALIKE), tried)) < LEFT


def _left(text: str, tried: list[str]) -> int:
    """How many characters are left that are neither a word that is tried, nor digits, nor what joins them, nor said again."""
    for word in tried:
        text = text.replace(word, " ")
    text = _AGAIN.sub(r"\1", _DIGITS.sub(" ", text))
    return sum(one.isalpha() for one in text)


def _spellings(word: str) -> set[str]:
    """A word as it stands, in pinyin, by the first letters of its pinyin, and each of these without its last character (县, 镇, 村 …)."""
    told = word.casefold().strip()
    if told.isascii():
        return {told} if len(told) > 2 else set()
    read = [without_tone(readings[0]) if (readings := readings_of(one)) else one for one in told]
    forms = [told, "".join(read), "".join(one[0] for one in read)]
    short = [told[:-1], "".join(read[:-1]), "".join(one[0] for one in read[:-1])] if len(told) > 2 else []
    return {one for one in (*forms, *short) if len(one) > 1}
