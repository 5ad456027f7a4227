"""身份: numbers that cannot be, and certificates that do not fit their holder."""

from bangfu.demo.confusions import PAD, SCANNED_DIGITS
from bangfu.demo.errors.kind import Kind, by_slug, rewritten, set_in
from bangfu.demo.errors.spot import Done, Spot, with_check, without_check
from bangfu.demo.sources.catalogue import NATIONAL
from bangfu.demo.sources.platforms import pushed
from bangfu.demo.sources.relief import GRADES

NOT_JOINED = ("漏报虚报", "人证相符", "字段矛盾", "部门比对")   # a number that names nobody joins no other list
BOTH = ("身份", "字段矛盾")


def _plain(spot: Spot) -> bool:
    return not spot.member.certificate


def _impossible(spot: Spot, number: str) -> str:
    return with_check(number[:10] + spot.rng.choice(("0230", "1301", "0431", "0032")) + number[14:17])


def _old(spot: Spot, number: str) -> str | None:
    return number[:6] + number[8:17] if number[6:8] == "19" else None


def _shortened(spot: Spot, number: str) -> str:
    nth = spot.rng.randrange(8, 16)
    return number[:nth] + number[nth + 1 :]


def beside_on_the_pad(spot: Spot, number: str) -> str | None:
    """One digit of the sequence is that of the next key; the check digit tells."""
    nth = spot.rng.choice((14, 15))
    wrong = number[:nth] + spot.rng.choice(PAD[number[nth]]) + number[nth + 1 :]
    return wrong if with_check(wrong[:17]) != wrong else None


def doubled(spot: Spot, number: str) -> str | None:
    """A digit typed twice, and the last but one pushed out."""
    nth = spot.rng.randrange(12, 15)
    wrong = number[: nth + 1] + number[nth] + number[nth + 1 : 16] + number[17]
    fits = wrong != number and 1 <= int(wrong[10:12]) <= 12 and 1 <= int(wrong[12:14]) <= 28
    return wrong if fits and with_check(wrong[:17]) != wrong else None


def _scanned(spot: Spot) -> Done | None:
    """A number read by the phone's camera: a letter where a digit was."""
    number = spot.member.id_number
    found = [nth for nth in range(8, 17) if number[nth] in SCANNED_DIGITS]
    if not found or not _plain(spot) or spot.cells("phone_push") or not spot.member.phone:
        return None
    nth = spot.rng.choice(found)
    scanned = number[:nth] + SCANNED_DIGITS[number[nth]] + number[nth + 1 :]
    return spot.add("phone_push", pushed(spot.house, spot.member, spot.at) | {"id_number": scanned}, spot.member.number)


def _temporary(spot: Spot) -> Done | None:
    """The number given to those who have none yet, of somebody who long has one."""
    if not _plain(spot) or spot.member.age < 10 or spot.is_head:
        return None
    return spot.write(NATIONAL, id_number=f"999999{spot.member.birth:%Y%m%d}{spot.rng.randint(100, 998)}1")


def _of_another_class(spot: Spot, number: str) -> str | None:
    return number[:18] + spot.rng.choice([one for one in "1234567" if one != number[18]]) + number[19:] if number else None


def _of_no_grade(spot: Spot, number: str) -> str | None:
    return number[:19] + spot.rng.choice("0567") + number[20:] if number else None


def _of_another_grade(spot: Spot, grade: str) -> str:
    return spot.rng.choice([one for one in GRADES.values() if one != grade])


def _copied_down(spot: Spot, number: str) -> str | None:
    """The certificate number of somebody else, copied down from the row above."""
    other = next((one for house in spot.elsewhere() for one in house.members if one.disability_kind and one.sex == spot.member.sex), None)
    return f"{other.id_number}{number[18:]}" if number and other else None


def _birth(spot: Spot) -> Done | None:
    if spot.is_head or spot.member.age < 20:
        return None
    day = spot.member.birth
    return spot.write(NATIONAL, birth_date=f"{day.replace(day=day.day % 28 + 1)}")


KINDS = by_slug([
    Kind("check_digit_in_city", "市平台：校验码不对", ("身份",), "city_persons", "id_number",
         rewritten("city_persons", "id_number", lambda spot, number: without_check(spot.rng, number)), NOT_JOINED, pool="followed"),
    Kind("check_digit_in_medical", "医保：校验码不对", ("身份",), "medical_insured", "id_number",
         rewritten("medical_insured", "id_number", lambda spot, number: without_check(spot.rng, number)), NOT_JOINED),
    Kind("impossible_day_in_pension", "养老：号码里的出生日期不存在", ("身份",), "pension_insured", "id_number",
         rewritten("pension_insured", "id_number", _impossible), NOT_JOINED),
    Kind("old_number_in_pension", "养老：15位旧号码", ("身份",), "pension_insured", "id_number", rewritten("pension_insured", "id_number", _old), NOT_JOINED),
    Kind("one_digit_short", "就业：号码少一位", ("身份",), "employment", "id_number", rewritten("employment", "id_number", _shortened), NOT_JOINED, "refused"),
    Kind("temporary_number", "早该有证的人仍用999999临时编号", ("身份",), NATIONAL, "id_number", _temporary, (*NOT_JOINED, "重复"), pool="followed"),
    Kind("sex_against_number", "性别与号码第17位不符", BOTH, NATIONAL, "sex", set_in(
        NATIONAL, lambda spot: spot.member.sex == "男" and spot.is_head and len(spot.house.members) > 1, sex="女"), ("成员逻辑",), pool="followed"),
    Kind("birth_against_number", "出生日期与号码不符", BOTH, NATIONAL, "birth_date", _birth, ("成员逻辑",), pool="followed"),
    Kind("card_of_another_class", "残疾人证号的类别位与类别不符", BOTH, "disability_cards", "card_number",
         rewritten("disability_cards", "card_number", _of_another_class), weight=2),
    Kind("card_of_no_grade", "残疾人证号的等级位不存在", BOTH, "disability_cards", "card_number", rewritten("disability_cards", "card_number", _of_no_grade), weight=2),
    Kind("card_of_another_grade", "残疾人证号的等级位与等级不符", BOTH, "disability_cards", "disability_grade",
         rewritten("disability_cards", "disability_grade", _of_another_grade), ("部门比对",), weight=2),   # care is owed by the grade
    Kind("card_copied_down", "残疾人证号是别人的（从上一行拖下来）", BOTH, "disability_cards", "card_number",
         rewritten("disability_cards", "card_number", _copied_down), ("重复", "人证相符"), known=False, weight=2),
    Kind("next_key", "低保：号码按错旁边的键", ("身份",), "minimum_living", "id_number", rewritten("minimum_living", "id_number", beside_on_the_pad),
         NOT_JOINED, known=False),
    Kind("key_held", "医保：一位数字按了两次", ("身份",), "medical_insured", "id_number", rewritten("medical_insured", "id_number", doubled), NOT_JOINED, known=False),
    Kind("scanned_number", "手机拍照识别：数字认成字母", ("身份",), "phone_push", "id_number", _scanned, (*NOT_JOINED, "重复"), known=False),
])
