"""Every contradiction stands in the list where it is said to be, in the way its kind says, and all lists are true everywhere else."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain

import pytest
from opencc import OpenCC

from bangfu.demo import confusions
from bangfu.demo.errors.duties import ANSWERED_BY
from bangfu.demo.errors.inject import KINDS
from bangfu.demo.errors.kind import FAMILIES, Injected
from bangfu.demo.offices import Township
from bangfu.demo.sources.catalogue import EXPORTS, LEDGER, NATIONAL, SOURCES, kept_lists, listed
from bangfu.demo.sources.line import Line
from bangfu.demo.sources.platforms import ANSWERS
from bangfu.demo.write import Told, told_towns
from bangfu.rules.id_number import read_number
from bangfu.rules.person_name import fold
from bangfu.workbooks.layout import LAYOUTS
from tests.demo.written import Written

SEED = 7
SYSTEM = {NATIONAL, *EXPORTS}                     # one database: what is typed wrong there shows in all its exports
BY_NATURE = {"namesakes"}                         # nothing is written otherwise: they are so
TOO = {"neither_school": ("student",), **{slug: ("risk.1", "risk.2", "risk.3", "risk.4") for slug in KINDS if slug.endswith("_without_help")}}
Differences = dict[str, dict[str, set[str]]]      # 户编号 → slug → keys that differ ('' for a row more or less)


@pytest.fixture(scope="module")
def towns() -> list[Told]:
    return list(told_towns("township", SEED))


@pytest.fixture(scope="module")
def differences(towns: list[Told]) -> Differences:
    found: Differences = defaultdict(lambda: defaultdict(set))
    for told in towns:
        pure = Township(told.township.place, told.township.villages)
        for slug in (NATIONAL, LEDGER, *SOURCES):
            for household, keys in _different(_lines(pure, slug), _lines(told.township, slug)):
                found[household][slug] |= keys
    return found


def _lines(town: Township, slug: str) -> list[Line]:
    if slug in SOURCES:
        return list(chain.from_iterable(listed(town, slug, village) for village in town.villages))
    return list(kept_lists(town)[slug])


def _different(true: list[Line], written: list[Line]) -> Iterator[tuple[str, set[str]]]:
    """By household: the keys of rows that say something else, '' where rows came or went."""
    pairs: dict[tuple[str, str, int], list[Line]] = defaultdict(list)
    for lines in (true, written):
        nth: Counter[tuple[str, str]] = Counter()
        for line in lines:
            nth[line.household, line.person] += 1
            pairs[line.household, line.person, nth[line.household, line.person]].append(line)
    for (household, *_), lines in pairs.items():
        if len(lines) == 1:
            yield household, {""}
        elif lines[0].cells != lines[1].cells:
            yield household, {key for key in lines[0].cells.keys() | lines[1].cells.keys() if lines[0].cells.get(key, "") != lines[1].cells.get(key, "")}


def made(towns: list[Told], kind: str) -> list[Injected]:
    return [one for told in towns for one in told.contradictions if one.kind == kind]


@pytest.mark.parametrize("seed", [1, 2, SEED])
def test_each_kind_occurs_in_a_demo_of_a_township_s_size(seed: int) -> None:
    kinds = Counter(one.kind for told in told_towns("township", seed) for one in told.contradictions)
    assert set(KINDS) <= set(kinds)


def test_the_same_seed_makes_the_same_contradictions(towns: list[Told]) -> None:
    again = [one for told in told_towns("township", SEED) for one in told.contradictions]
    other = [one for told in told_towns("township", SEED + 1) for one in told.contradictions]
    assert again == [one for told in towns for one in told.contradictions] != other


def test_all_families_are_there_and_a_third_of_the_kinds_are_of_no_table_a_check_has() -> None:
    found = [kind for kind in KINDS.values() if kind.outcome == "found"]
    assert {family for kind in found for family in kind.families} == set(FAMILIES) >= {family for kind in found for family in kind.also}
    assert 3 * sum(not kind.known for kind in KINDS.values()) >= len(KINDS) >= 60
    assert {kind.outcome for kind in KINDS.values()} == {"found", "refused", "quiet"}


def test_every_kind_names_a_list_and_a_column_of_it() -> None:
    for kind in KINDS.values():
        assert kind.field == "" or kind.field in {one.key for one in LAYOUTS[kind.source].fields}, kind.slug
        assert not set(kind.families) & set(kind.also), kind.slug
        assert kind.source in (NATIONAL, LEDGER, *SOURCES) and kind.word


@pytest.mark.parametrize("slug", [slug for slug in KINDS if slug not in BY_NATURE])
def test_a_contradiction_stands_where_it_is_said_to_stand(towns: list[Told], differences: Differences, slug: str) -> None:
    kind, found = KINDS[slug], made(towns, slug)
    assert found
    for one in found:
        keys = set().union(*(differences[household].get(kind.source, set()) for household in (one.household, *one.others)))
        assert keys & {kind.field, "", *TOO.get(slug, ())} if kind.field else keys, one


def test_nothing_differs_where_no_contradiction_and_no_slip_is(towns: list[Told], differences: Differences) -> None:
    explained = {household for told in towns for one in told.contradictions for household in (one.household, *one.others)}
    homes = {member.number: house.number for told in towns for house in told.township.households for member in house.members}
    added = {one.number: number for told in towns for number, people in told.township.national.added.items() for one in people}
    explained |= {home for told in towns for one in told.contradictions if (home := (homes | added).get(one.other))}
    assert set(differences) <= explained


def test_a_contradiction_of_one_office_stands_in_its_list_only(towns: list[Told], differences: Differences) -> None:
    """But for the exports of the national system, which is one database, and for those who are added to every list."""
    for told in towns:
        for one in told.contradictions:
            if one.kind in KINDS and one.kind not in (*BY_NATURE, "twins", "adopted"):
                allowed = SYSTEM if one.source in SYSTEM else {one.source}
                assert set(differences[one.household]) <= allowed, one


def test_a_household_carries_one_contradiction_at_most(towns: list[Told]) -> None:
    carried = Counter(household for told in towns for one in told.contradictions for household in {one.household, *one.others})
    assert [household for household, many in carried.items() if many > 1] == []


def cells_of(told: Told, one: Injected) -> list[dict[str, str]]:
    return [line.cells for line in _lines(told.township, one.source) if line.household == one.household and line.person == one.person]


def each(towns: list[Told], *kinds: str) -> Iterator[tuple[Injected, dict[str, str]]]:
    for told in towns:
        for one in told.contradictions:
            if one.kind in kinds:
                yield from ((one, cells) for cells in cells_of(told, one))


def test_numbers_are_wrong_in_the_way_they_are_said_to_be(towns: list[Told]) -> None:
    statuses = {
        "check_digit_in_city": "bad_check", "check_digit_in_medical": "bad_check", "impossible_day_in_pension": "bad_date", "old_number_in_pension": "old15",
        "one_digit_short": "bad_shape", "temporary_number": "placeholder", "next_key": "bad_check", "key_held": "bad_check", "turned_around": "bad_check",
        "year_off": "bad_check", "scanned_number": "bad_shape", "letter_in_survey": "bad_shape",
    }
    for one, cells in each(towns, *statuses):
        number = read_number(cells["id_number"])
        assert number.status == statuses[one.kind], one
        assert one.kind != "old_number_in_pension" or number.first18 == one.id_number


def test_names_that_are_wrong_differ_and_those_that_only_look_so_do_not(towns: list[Told]) -> None:
    simplified = OpenCC("t2s").convert
    quiet = {slug for slug, kind in KINDS.items() if kind.outcome == "quiet" and kind.field == "name"} - BY_NATURE
    wrong = {slug for slug, kind in KINDS.items() if kind.families[0] == "人证相符" and kind.field == "name" and kind.outcome == "found"}
    for one, cells in each(towns, *quiet):
        assert cells["name"] != one.name and fold(simplified(cells["name"])) == fold(simplified(one.name)), one
    for one, cells in each(towns, *wrong):
        assert fold(simplified(cells["name"])) != fold(one.name) and cells["name"], one


def test_a_table_of_the_demo_s_own_never_says_that_a_character_is_itself() -> None:
    for table in (confusions.IME, confusions.SPOKEN, confusions.SHAPED, confusions.SCANNED, confusions.TRADITIONAL):
        assert all(one not in others and len(one) == 1 for one, others in confusions.pairs(table).items())
    simplified = OpenCC("t2s").convert
    for plain, written in confusions.pairs(confusions.TRADITIONAL).items():
        assert all(simplified(one) == plain for one in written)


def test_a_risk_that_nobody_answers_has_no_measure_for_it(towns: list[Told]) -> None:
    risks = {slug: KINDS[slug].word.removeprefix("风险").partition("、")[0] for slug in KINDS if slug.endswith("_without_help")}
    rows = list(each(towns, *risks))
    assert {one.kind for one, _ in rows} == set(risks)
    for one, cells in rows:
        risk = risks[one.kind]
        assert risk in [cells.get(f"risk.{nth}") for nth in range(1, 6)] and cells["risk.ended"] == "否"
        assert not any(cells.get(column) for column in ANSWERED_BY[risk]) and any(text for key, text in cells.items() if key.startswith("measure."))


def test_every_other_risk_of_a_monitored_household_is_answered(towns: list[Told]) -> None:
    for told in towns:
        touched = {household for one in told.contradictions for household in (one.household, *one.others)}
        for line in _lines(told.township, "monitored_households"):
            for nth in range(1, 6) if line.household not in touched else ():
                risk = line.cells.get(f"risk.{nth}", "")
                assert not risk or any(line.cells.get(column) for column in ANSWERED_BY.get(risk, (ANSWERS.get(risk, ("",))[0],))), line


def test_monitored_households_own_nothing_but_where_a_contradiction_says_so(towns: list[Told]) -> None:
    monitored = {house.number for told in towns for house in told.township.households if house.standing.monitored}
    owners = defaultdict(set)
    for told in towns:
        for slug in ("vehicles", "businesses", "commercial_houses", "public_payroll"):
            for line in _lines(told.township, slug):
                if line.household in monitored and "摩托" not in line.cells.get("vehicle_kind", "") and "三轮" not in line.cells.get("vehicle_kind", ""):
                    owners[line.household].add(slug)
    said = {one.household for told in towns for one in told.contradictions if one.families == ("部门比对",) or one.kind == "car_of_a_namesake"}
    assert set(owners) <= said and owners


def test_never_filled_is_empty_in_the_register_and_in_the_national_lists(towns: list[Told]) -> None:
    for told in towns:
        for one in told.contradictions:
            blank = one.kind in KINDS and "完整性" in one.families and one.source in SYSTEM and one.outcome == "found"
            if blank and KINDS[one.kind].pool == "followed":
                assert told.township.never_filled[one.person] or told.township.never_filled[one.household], one


def test_the_truth_beside_the_files_says_all_of_it(demo: Written, towns: list[Told]) -> None:
    told = [{key: list(value) if isinstance(value, tuple) else value for key, value in asdict(one).items()} for town in towns for one in town.contradictions]
    assert demo.truth["contradictions"] == told
    assert set(demo.truth["contradiction_kinds"]) == set(KINDS)
    lines = demo.files.contradictions.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(told) + 1 and lines[0].startswith("kind,families,also,outcome,known,source,field,subject,person,household,village")
