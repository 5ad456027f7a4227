"""The mistakes people make in lists. Each function makes one about a given person, or returns None where it would not be believable.

A mistake of both lists stands in both because one was copied from the other; a mistake of one list shows when they are compared.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import NamedTuple

from bangfu.demo import names
from bangfu.demo.days import AS_OF
from bangfu.demo.offices import Dead, Office, Township
from bangfu.demo.register import Household, Member
from bangfu.rules.id_number import CHECKS, check_digit
from bangfu.rules.person_name import fold

SOUNDS = """
    伟玮炜 芳方 军君均 英瑛樱 建健剑 明鸣铭 红洪宏虹 玉钰育 兰岚 梅玫 志智致 平萍苹 文雯 辉晖 杰洁 丽莉利 静靖婧 浩皓昊
    宇雨羽 轩萱 涵晗函 梓子紫 欣心鑫 怡宜仪 琪淇祺 佳嘉家 晨辰宸 国果 生升 华花 秀绣 云芸 海亥 燕艳 珍贞 福富 永勇咏 贵桂
    强墙 涛滔 飞菲 思斯 阳洋杨 娟鹃 琴勤芹 敏闵 霞侠 德得 光广 金今 林琳 波博 彤桐 悦月 航行 泽则
"""
LOOKS = """
    明朋 玉王 天夫 凤风 贵责 桂挂 洪供 林材 根跟 海悔 清请 春舂 香番 李季 杨扬 陈阵 汪江 晨震 辰唇 涛祷 晴睛 芬芳 兰三
    素索 英莫 梅悔 志忘 波坡 辉挥 佳住 怡治 欣欧 雨两 思恩 宇字 子于 红江 敏繁 燕蒸 瑶谣 琪棋 浩洁 皓皑 霞露 文丈 国图
    生牛 光尖 金全 永水 建律 军车 平半 元无 德得 艳绝 静净 婷停 娟捐 玲铃 莉荆 鹏鸣 磊垒 超越 伟讳 强弹 勇男 刚钢 豪毫
    博搏 轩轿 涵函 萱宣 妍研 琳淋 根恨 才木 山出 富官 和利 林村
"""
_CAUSES = ("因病", "因病", "因病", "自然死亡", "自然死亡", "意外")
_DOTS = ("•", "．", ".", "・")


class Made(NamedTuple):
    """Where a mistake was made: national, ledger, both or deceased; and the other person it concerns, by 人口编号."""

    file: str
    other: str = ""


class At(NamedTuple):
    """The person a mistake is to be made about."""

    rng: Random
    township: Township
    house: Household
    member: Member

    @property
    def is_head(self) -> bool:
        """Whether the person is the 户主."""
        return self.member.number == self.house.head.number

    def elsewhere(self) -> Iterator[tuple[Household, Member]]:
        """Everybody the national system lists in the other villages whose household carries no mistake yet, beginning with any village."""
        villages = [one for one in self.township.villages if one.place.code != self.house.village]
        self.rng.shuffle(villages)
        free = (house for one in villages for house in one.households if house.followed and house.number not in self.township.touched)
        return ((house, one) for house in free for one in house.members)

    def either(self) -> tuple[Office, str]:
        """One of the two lists, by lot."""
        return self.rng.choice(((self.township.national, "national"), (self.township.ledger, "ledger")))

    def write_both(self, **texts: str) -> Made:
        """Write the same into both lists."""
        self.township.national.write(self.member.number, **texts)
        self.township.ledger.write(self.member.number, **texts)
        return Made("both")


def wrong_check_digit(at: At) -> Made | None:
    """The 18th character is another one."""
    if at.member.certificate:
        return None
    wrong = at.rng.choice([one for one in CHECKS if one not in ("0", at.member.id_number[17])])
    return at.write_both(id_number=at.member.id_number[:17] + wrong)


def impossible_birth(at: At) -> Made | None:
    """A thirteenth month or a thirtieth of February, the check digit fitting."""
    if at.member.certificate:
        return None
    digits = at.member.id_number
    return at.write_both(id_number=_checked(digits[:10] + at.rng.choice(("1305", "0230", "0631", "1140")) + digits[14:17]))


def birth_in_1896(at: At) -> Made | None:
    """130 years old by the number, whose birth lies before any it can hold today; the column of births is right."""
    number, _ = _ancient(at, 1896)
    return at.write_both(id_number=number) if number else None


def older_than_120(at: At) -> Made | None:
    """A number that is in order, of somebody who would be the oldest of mankind."""
    number, birth = _ancient(at, at.rng.randint(1902, 1904))
    return at.write_both(id_number=number, birth=birth) if number else None


def transposed_digits(at: At) -> Made | None:
    """Two neighbouring digits changed places when the number was typed into the national system."""
    digits = at.member.id_number
    turned = [digits[:nth] + digits[nth + 1] + digits[nth] + digits[nth + 2 :] for nth in range(13, 16)]
    wrong = [one for one in turned if one != digits and not one.endswith("000")]   # zeros at the end would be Excel's mistake
    if at.member.certificate or not wrong:
        return None
    at.township.national.write(at.member.number, id_number=at.rng.choice(wrong))
    return Made("national")


def changed_digit(at: At) -> Made | None:
    """One digit of the number is another in the village ledger."""
    digits = at.member.id_number
    nth = at.rng.choice((14, 15))
    other = at.rng.choice([one for one in "123456789" if one != digits[nth]])
    at.township.ledger.write(at.member.number, id_number=digits[:nth] + other + digits[nth + 1 :])
    return Made("ledger")


def sounds_alike(at: At) -> Made | None:
    """A character of the name written with another of the same sound."""
    return _renamed(at, _swapped(at, SOUNDS))


def looks_alike(at: At) -> Made | None:
    """A character of the name written with one that looks like it."""
    return _renamed(at, _swapped(at, LOOKS))


def lost_character(at: At) -> Made | None:
    """One character of the name is missing."""
    name = at.member.name
    if len(name) != 3:
        return None
    return _renamed(at, at.rng.choice((name[:2], name[0] + name[2])))


def spaced_name(at: At) -> Made | None:
    """A space in the name, to make it as wide as the others: the same name."""
    return _renamed(at, at.rng.choice((" ", "　", "  ")).join(at.member.name)) if len(at.member.name) == 2 else None


def other_dot(at: At) -> Made | None:
    """The dot of a name written with another sign: the same name."""
    return _renamed(at, at.member.name.replace("·", at.rng.choice(_DOTS))) if "·" in at.member.name else None


def dressed_number(at: At) -> Made | None:
    """The number with a space in it, or its X small: the same number."""
    digits = at.member.id_number
    if at.member.certificate:
        return None
    office, file = at.either()
    office.write(at.member.number, id_number=digits.lower() if digits[17] == "X" else f"{digits[:6]} {digits[6:14]} {digits[14:]}")
    return Made(file)


def number_of_sibling(at: At) -> Made | None:
    """The number of the line above copied down."""
    twins = [one for one in at.house.members if _alike(one, at.member, 4)]
    if at.is_head or not twins:
        return None
    at.write_both(id_number=twins[0].id_number, birth=f"{twins[0].birth}")
    return Made("both", twins[0].number)


def number_of_stranger(at: At) -> Made | None:
    """The number of somebody of about the same age in another village."""
    if at.is_head:
        return None
    found = next(((house, one) for house, one in at.elsewhere() if _alike(one, at.member, 1)), None)
    if found is None:
        return None
    at.township.touched.add(found[0].number)
    at.write_both(id_number=found[1].id_number, birth=f"{found[1].birth}")
    return Made("both", found[1].number)


def registered_twice(at: At) -> Made | None:
    """A married woman still stands in the list of her parents' house."""
    if at.member.sex != "女" or at.member.relation not in ("配偶", "之儿媳") or not 21 <= at.member.age <= 45:
        return None
    home = next((house for house, one in at.elsewhere() if one.number == house.head.number and _could_be_father(one, at.member)), None)
    if home is None:
        return None
    at.township.touched.add(home.number)
    again = _as_daughter(at, home)
    at.township.national.added.setdefault(home.number, []).append(again)
    at.township.ledger.added.setdefault(home.number, []).append(again)
    return Made("both", again.number)


def not_in_export(at: At) -> Made | None:
    """漏报: the village knows somebody whom the national system does not."""
    if at.is_head:
        return None
    at.township.national.absent.add(at.member.number)
    return Made("national")


def not_in_ledger(at: At) -> Made | None:
    """虚报: the national system has somebody whom the village does not know."""
    if at.is_head:
        return None
    at.township.ledger.absent.add(at.member.number)
    return Made("ledger")


def dead_still_listed(at: At) -> Made | None:
    """Dead by the department's list, alive in both others."""
    if at.member.age < 62:
        return None
    day = AS_OF - timedelta(days=at.rng.randint(25, 260))
    village = at.township.village_of(at.house).place.name
    at.township.dead.append(Dead(at.member.name, at.member.id_number, day, village, at.township.place.name, at.rng.choice(_CAUSES)))
    return Made("deceased")


def two_heads(at: At) -> Made | None:
    """A grown son or the spouse is registered as head as well."""
    if at.member.relation not in ("配偶", "之子") or at.member.age < 20:
        return None
    at.township.national.write(at.member.number, relation="户主")
    return Made("national")


def no_head(at: At) -> Made | None:
    """The head is registered as something else, and nobody else as head."""
    if not at.is_head or len(at.house.members) < 2:
        return None
    at.township.national.write(at.member.number, relation="其他")
    return Made("national")


def spouse_of_same_sex(at: At) -> Made | None:
    """A grown child of the head's sex registered as spouse."""
    if not _may_pass_for_spouse(at) or at.member.sex != at.house.head.sex or at.member.age < 18:
        return None
    at.township.national.write(at.member.number, relation="配偶")
    return Made("national")


def spouse_of_14(at: At) -> Made | None:
    """A child of 13 or 14 registered as spouse."""
    if not _may_pass_for_spouse(at) or at.member.sex == at.house.head.sex or not 11 <= at.member.age <= 14:
        return None
    at.township.national.write(at.member.number, relation="配偶")
    return Made("national")


def parent_as_child(at: At) -> Made | None:
    """The father registered as son: a child older than its parent."""
    if at.member.relation not in ("之父", "之母"):
        return None
    at.township.national.write(at.member.number, relation="之子" if at.member.sex == "男" else "之女")
    return Made("national")


def number_eaten_by_excel(at: At) -> Made | None:
    """A number that a spreadsheet took for a quantity: 9.90121E+17."""
    if at.is_head or at.member.certificate:
        return None
    office, file = at.either()
    office.write(at.member.number, id_number=f"{int(at.member.id_number[:17] + '0'):.5E}")
    return Made(file)


def blank_name(at: At) -> Made | None:
    """A row without a name."""
    if at.is_head:
        return None
    office, file = at.either()
    office.write(at.member.number, name="")
    return Made(file)


def unknown_village(at: At) -> Made | None:
    """A village that does not exist, for one of a household's rows."""
    if at.is_head:
        return None
    office, file = at.either()
    true = at.township.village_of(at.house).place.name.removesuffix("村")
    office.write(at.member.number, village=f"{at.rng.choice('东西南北')}{true}寨村")
    return Made(file)


def _checked(first17: str) -> str:
    return first17 + check_digit(first17)


def _ancient(at: At, year: int) -> tuple[str, str]:
    """A number of that year and its birth, for an old person whose children and parents it cannot upset; or nothing."""
    if at.member.certificate or at.member.age < 70 or at.member.relation == "配偶":
        return "", ""
    birth = at.member.birth.replace(year=year, month=6, day=1)
    number, held = at.township.village_of(at.house).numbers.identity(birth, at.member.sex)
    return number, f"{held}"


def _swapped(at: At, table: str) -> str:
    """The name with one given character replaced out of a group of the table; '' when none is in it."""
    name, start = at.member.name, len(names.family_of(at.member.name))
    groups = table.split()
    found = [(nth, group) for nth in range(start, len(name)) for group in groups if name[nth] in group]
    if not found or "·" in name:
        return ""
    nth, group = at.rng.choice(found)
    return name[:nth] + at.rng.choice([one for one in group if one != name[nth]]) + name[nth + 1 :]


def _renamed(at: At, name: str) -> Made | None:
    if not name:
        return None
    office, file = at.either()
    office.write(at.member.number, name=name)
    return Made(file)


def _alike(one: Member, other: Member, years: int) -> bool:
    """Two persons whose numbers could be confused without the sex or the age giving it away."""
    same = one.number == other.number or fold(one.name) == fold(other.name)
    apart = abs((one.birth - other.birth).days)
    return not same and one.sex == other.sex and apart <= years * 365 and not one.certificate and not other.certificate


def _could_be_father(head: Member, woman: Member) -> bool:
    years = (woman.birth - head.birth).days / 365.25
    return head.sex == "男" and 20 <= years <= 40 and names.family_of(head.name) == names.family_of(woman.name)


def _as_daughter(at: At, home: Household) -> Member:
    return replace(at.member, number=at.township.village_of(home).numbers.person(), relation="之女")


def _may_pass_for_spouse(at: At) -> bool:
    nobody_is = all(one.relation != "配偶" for one in at.house.members)
    return nobody_is and at.member.relation in ("之子", "之女", "之孙子", "之孙女", "之外孙子", "之外孙女", "之兄弟姐妹", "之侄儿")
