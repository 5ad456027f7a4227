"""The rows of a list of households, judged: found by the number of the household, or where the list has none by its head's ID number."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from bangfu.deliveries.rows import Meant
from bangfu.registry.heard import Line, open_all
from bangfu.registry.houses import Heard, Standing, judge_houses, records_of, standing_with
from bangfu.registry.judged import Gone, House, Judged, Judging, VillageJudged
from bangfu.registry.people_known import known_with
from bangfu.registry.records import id_index
from bangfu.registry.said import hear, hear_before
from bangfu.rules.id_number import read_number
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused

HEAD = "户主"
UNKNOWN = "名册里现在没有户编号“{}”这一户，请核对；新的户先用人口信息表导入。"
NO_HEAD = "这一行没有户编号，户主的证件号码也不是名册里哪一户的户主，认不出是哪一户；请补上户编号。"
SEVERAL = "这一行没有户编号，户主的证件号码在名册里有 {} 户，分不清是哪一户；请补上户编号。"


def judge_households(judging: Judging, lines: Sequence[Line]) -> VillageJudged:
    """Judges the rows of one village. A household that is not in the register goes back: households come in with their people."""
    found, faults = _found(lines)
    last = judging.told.last_of([str(one.household) for one in found.values()])
    loud = [line for line in lines if line.id in found and not _is_quiet(judging, line, found[line.id], last)]
    opened = open_all(loud)
    before = open_all(last[str(found[line.id].household)] for line in loud if str(found[line.id].household) in last)
    records = records_of([found[line.id] for line in loud])
    heard, refused = dict[str, Heard](), dict[UUID, Refused]()
    for line in loud:
        one = found[line.id]
        try:
            told = last.get(str(one.household))
            heard[str(line.id)] = Heard(line.id, hear(opened[line.id]), hear_before(before[told.id]) if told else None, records[one.number])
        except Refused as fault:
            refused[line.id] = fault
    said: dict[str, House | Refused] = {**judge_houses(judging, heard), **{str(row): fault for row, fault in refused.items()}}
    judged = [_judged(judging, line, found.get(line.id), faults.get(line.id, ""), said.get(str(line.id)), last) for line in lines]
    listed = {one.subject for one in judged if one.subject}
    return VillageJudged(judged, households_gone(judging.told.named() - listed, judging.village), kind="household")


def _found(lines: Sequence[Line]) -> tuple[dict[UUID, Standing], dict[UUID, str]]:
    """The household of each row, or why there is none."""
    numbered = {one.number: one for one in standing_with("number", {line.household_number for line in lines if line.household_number})}
    found = {line.id: numbered[line.household_number] for line in lines if line.household_number in numbered}
    faults = {line.id: UNKNOWN.format(line.household_number) for line in lines if line.household_number and line.id not in found}
    unnumbered = [line for line in lines if not line.household_number]
    by_head = _by_head(unnumbered) if unnumbered else {}
    for line in unnumbered:
        houses = by_head.get(line.id, [])
        if len(houses) == 1:
            found[line.id] = houses[0]
        else:
            faults[line.id] = SEVERAL.format(len(houses)) if houses else NO_HEAD
    return found, faults


def _by_head(lines: Sequence[Line]) -> dict[UUID, list[Standing]]:
    """The households whose head a row names by number; where nobody of the number is a head, those they belong to."""
    opened = open_all(line for line in lines if not line.id_index)
    wanted = {line.id: line.id_index or _index(opened[line.id]) for line in lines}
    people = list(known_with("id_index", {index for index in wanted.values() if index}))
    houses = {one.household: one for one in standing_with("household", {one.household for one in people})}
    by_head: dict[UUID, list[Standing]] = {}
    for row, index in wanted.items():
        meant = [one for one in people if index and one.id_index == index]
        heads = [one for one in meant if one.relation == HEAD] or meant
        by_head[row] = [houses[household] for household in dict.fromkeys(one.household for one in heads) if household in houses]
    return by_head


def _index(understood: Meant) -> str:
    return id_index(read_number(str(understood.get("head_id_number") or understood.get("id_number") or "")))


def _is_quiet(judging: Judging, line: Line, one: Standing, last: Mapping[str, Line]) -> bool:
    """Whether the source said the same last time and nobody did anything upon the household since: it need not be opened."""
    told = last.get(str(one.household))
    if told is None or told.applied_in is None or not line.print or line.print != told.print:
        return False
    since = max(one.recorded_in, judging.told.dealt_with.get(str(one.household), one.recorded_in))
    return since <= told.applied_in and _village(one) == line.place_code


def _judged(
    judging: Judging, line: Line, one: Standing | None, fault: str, house: House | Refused | None, last: Mapping[str, Line],
) -> Judged:
    if one is None:
        return Judged(line, "refused", fault=judging.fault(Refused(fault, field="household_number"), "head_id_number"))
    subject = str(one.household)
    if fault := judging.twice("同一户", subject, line.number):
        return Judged(line, "refused", fault=fault)
    if isinstance(house, Refused):
        return Judged(line, "refused", fault=judging.fault(house))
    if house is None:
        return Judged(line, "unchanged", subject)
    told = last.get(subject)
    elsewhere = judging.is_village(line.place_code) and _village(one) != line.place_code
    stays = elsewhere and told is not None and told.place_code == line.place_code
    moved, held = elsewhere and not stays, house.held or stays
    outcome = "moved" if moved else "changed" if house.changes else "kept" if held else "unchanged"
    return Judged(line, outcome, subject, said=house.said, house=house, moved=moved, held=held)


def _village(one: Standing) -> str:
    return one.place_code[: LENGTHS["village"]]


def households_gone(households: Iterable[str], village: str) -> list[Gone]:
    """Of households that a list does not name any more those that are in the register, in the village."""
    found = standing_with("household", {UUID(one) for one in households})
    return [Gone("household", str(one.household), "", one.number) for one in found if _village(one) == village]
