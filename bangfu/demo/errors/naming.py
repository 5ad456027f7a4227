"""人证相符: a number that is right beside a name that is not, and the other way round. Homophones and look-alikes, and slips of the demo's own."""

from bangfu.demo import confusions, names
from bangfu.demo.errors.kind import Change, Kind, Pool, by_slug, rewritten
from bangfu.demo.errors.spot import Done, Spot
from bangfu.demo.mistakes import LOOKS, SOUNDS
from bangfu.rules.person_name import fold

NAMES = ("人证相符",)


def among(groups: str) -> Change:
    """A character of the given name becomes another of its group; any of a group may become any other."""
    def change(spot: Spot, name: str) -> str | None:
        start = len(names.family_of(name))
        found = [(nth, group) for nth in range(start, len(name)) for group in groups.split() if name[nth] in group]
        if not found or "·" in name:
            return None
        nth, group = spot.rng.choice(found)
        return name[:nth] + spot.rng.choice([one for one in group if one != name[nth]]) + name[nth + 1 :]
    return change


def mistaken(table: str) -> Change:
    """A character of the given name becomes one it is mistaken for, by a table of `confusions`."""
    known = confusions.pairs(table)

    def change(spot: Spot, name: str) -> str | None:
        start = len(names.family_of(name))
        found = [nth for nth in range(start, len(name)) if known.get(name[nth])]
        if not found or "·" in name:
            return None
        nth = spot.rng.choice(found)
        return name[:nth] + spot.rng.choice(known[name[nth]]) + name[nth + 1 :]
    return change


def _given_turned(spot: Spot, name: str) -> str | None:
    return name[0] + name[2] + name[1] if len(name) == 3 and len(names.family_of(name)) == 1 and name[1] != name[2] else None


def _one_lost(spot: Spot, name: str) -> str | None:
    return name[0] + name[2] if len(name) == 3 and "·" not in name else None


def _one_more(spot: Spot, name: str) -> str | None:
    return f"{name}{name[-1]}" if len(name) == 2 else None


def _other_surname(spot: Spot, name: str) -> str | None:
    """Registered under the husband's surname."""
    spouse = next((one for one in spot.house.members if one.relation in ("户主", "配偶") and one.sex == "男"), None)
    wife = spot.member.sex == "女" and spot.member.relation in ("户主", "配偶") and "·" not in name
    return names.family_of(spouse.name) + name[len(names.family_of(name)) :] if wife and spouse and "·" not in spouse.name else None


def _one_off(spot: Spot, name: str) -> str | None:
    start = len(names.family_of(name))
    return name[:start] + spot.rng.choice([one for one in "树木田水火土" if one not in name]) + name[start + 1 :] if len(name) > start and "·" not in name else None


def _row_above(spot: Spot, name: str) -> str | None:
    """The name of the member above, copied down."""
    return None if spot.is_head else next((one.name for one in spot.house.members if fold(one.name) != fold(name)), None)


def _exchanged(spot: Spot) -> Done | None:
    """Two members of a household have each other's number."""
    other = next((one for one in spot.house.members if one.number != spot.member.number and one.sex == spot.member.sex), None)
    if other is None or not (spot.cells("medical_insured") and spot.cells("medical_insured", other)):
        return None
    spot.write("medical_insured", id_number=other.id_number)
    spot.write("medical_insured", other, id_number=spot.member.id_number)
    return Done(other.number)


def _both_wrong(change: Change) -> Change:
    """The name is near, and the number is off by one digit: neither says alone who it is. The number is written beside."""
    def both(spot: Spot, name: str) -> str | None:
        wrong = change(spot, name)
        if wrong:
            number = spot.member.id_number
            spot.write("city_persons", id_number=number[:15] + spot.rng.choice([one for one in "123456789" if one != number[15]]) + number[16:])
        return wrong
    return both


def _unnumbered(change: Change) -> Change:
    """Only what was noted without a number: the name, the village and the house must do."""
    return lambda spot, name: change(spot, name) if (spot.cells("phone_push") or {}).get("id_number") == "" else None


def _kind(slug: str, word: str, source: str, change: Change, known: bool, pool: Pool = "anybody", weight: int = 3) -> Kind:
    return Kind(slug, word, NAMES, source, "name", rewritten(source, "name", change), ("漏报虚报",), known=known, pool=pool, weight=weight)


KINDS = by_slug([
    _kind("sounds_alike_in_medical", "医保：同音字", "medical_insured", among(SOUNDS), True, weight=5),
    _kind("looks_alike_in_relief", "低保：形近字", "minimum_living", among(LOOKS), True),
    _kind("given_turned", "市平台：名字两字颠倒", "city_persons", _given_turned, True, "followed"),
    _kind("one_lost", "养老：少一个字", "pension_insured", _one_lost, True),
    _kind("one_more", "在校：多一个字", "pupils", _one_more, True),
    _kind("one_off", "医保：错一个字", "medical_insured", _one_off, True),
    _kind("other_surname", "养老：写成夫姓", "pension_insured", _other_surname, True),
    _kind("wrong_candidate", "养老：拼音选错字", "pension_insured", mistaken(confusions.IME), False, weight=5),
    _kind("as_spoken", "医保：按口音写", "medical_insured", mistaken(confusions.SPOKEN), False),
    _kind("wubi_beside", "公安：五笔打错", "household_registration", mistaken(confusions.SHAPED), False),
    _kind("scanned_name", "残联：扫描识别错", "disability_cards", mistaken(confusions.SCANNED), False),
    _kind("name_of_row_above", "市平台：姓名从上一行拖下来", "city_persons", _row_above, False, "followed"),
    Kind("numbers_exchanged", "医保：同户两人号码对调", NAMES, "medical_insured", "id_number", _exchanged, ("字段矛盾", "重复"), known=False),
    Kind("near_name_wrong_number", "市平台：名字同音且号码错一位", (*NAMES, "身份"), "city_persons", "name",
         rewritten("city_persons", "name", _both_wrong(among(SOUNDS))), ("漏报虚报", "字段矛盾"), pool="followed"),
    Kind("near_name_wrong_number_unknown", "市平台：名字拼音选错且号码错一位", (*NAMES, "身份"), "city_persons", "name",
         rewritten("city_persons", "name", _both_wrong(mistaken(confusions.IME))), ("漏报虚报", "字段矛盾"), known=False, pool="followed"),
    Kind("near_name_no_number", "手机端：没有号码，名字形近", NAMES, "phone_push", "name",
         rewritten("phone_push", "name", _unnumbered(among(LOOKS + SOUNDS))), ("漏报虚报",)),
    Kind("near_name_no_number_unknown", "手机端：没有号码，名字按口音或五笔写错", NAMES, "phone_push", "name",
         rewritten("phone_push", "name", _unnumbered(mistaken(confusions.SHAPED))), ("漏报虚报",), known=False),
])
