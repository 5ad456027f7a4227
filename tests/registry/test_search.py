"""Search that forgives: anybody within reach by any piece of their name, nobody beyond it, at once after whatever happened."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bangfu.facts.models import NOW
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actor import Actor
from bangfu.registry import actions, queries
from bangfu.registry.counts import differing
from bangfu.registry.models import HouseholdRecord, NameKey, PersonRecord
from bangfu.registry.name_keys import differing_keys, index_all, index_anew
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.rules.search_key import folded
from tests.county import FAR_VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County, the_county
from tests.deliveries.office import DAY, Line, applied, families, national, number, of
from tests.standing import world

NAMES = (
    "诸葛明远", "单田芳", "曾志偉", "解学龙", "仇英", "尉迟恭", "欧阳娜娜", "阿依·古丽", "買買提•阿卜杜", "葉問", "单增旺姆", "吕布", "覃长乐", "John Smith", "张伟",
    "张\U0002b4e9明", "王建国", "王建军", "王建华",
)
HERE = [
    Line(f"00990090{nth:04d}", f"0099009{nth:04d}01", name, number(500 + nth, date(1950 + nth, 2, 3)), phone=f"1549990{nth:04d}") for nth, name in enumerate(NAMES)
]
THERE = [Line("009990000001", "1", "诸葛明远", number(801)), Line("009990000001", "2", "王建中", number(802), "配偶")]
LINES = [
    *HERE, *families("下垟村", share=2),
    *(one.but(village="柳树坪村", township="柳溪乡") for one in THERE),
]


@world
def register() -> None:
    applied(the_county().county_officer, national(LINES))


@pytest.fixture(autouse=True)
def whole(register: None) -> Iterator[None]:
    """Whatever a test did, the keys are those of the names."""
    yield
    assert differing_keys() == {} and differing() == {} and verify().whole


def names(by: Actor, words: str) -> list[str]:
    return [one.name for one in queries.found(by, words)]


def person(name: str, household: str = "") -> UUID:
    return of(name, household).person_id


KNOWN = (   # what is typed → whom it finds
    ("诸葛明远", "诸葛明远"), ("葛明", "诸葛明远"), ("明远", "诸葛明远"), ("諸葛 明遠", "诸葛明远"), ("zgmy", "诸葛明远"), ("ZGMY", "诸葛明远"), ("gmy", "诸葛明远"),
    ("zhuge", "诸葛明远"), ("mingyuan", "诸葛明远"), ("stf", "单田芳"), ("shantian", "单田芳"), ("zzw", "曾志偉"), ("曾志伟", "曾志偉"), ("志偉", "曾志偉"),
    ("xxl", "解学龙"), ("qy", "仇英"), ("ycg", "尉迟恭"), ("yuchi", "尉迟恭"), ("古丽", "阿依·古丽"), ("阿依古", "阿依·古丽"), ("依.古", "阿依·古丽"),
    ("aygl", "阿依·古丽"),
    ("买买提阿卜杜", "買買提•阿卜杜"), ("買提", "買買提•阿卜杜"), ("叶问", "葉問"), ("葉问", "葉問"), ("dzwm", "单增旺姆"), ("lü bu", "吕布"), ("lvb", "吕布"),
    ("伟", "张伟"),
    ("smith", "John Smith"), ("john", "John Smith"), ("覃长乐 1962", "覃长乐"), ("王建 1967", "王建军"), ("仇英 上垟", "仇英"),
    (HERE[3].id_number, "解学龙"), (HERE[3].id_number + "43", "解学龙"), (HERE[3].phone, "解学龙"), (HERE[3].household, "解学龙"), (HERE[3].person, "解学龙"),
    (f" {HERE[3].id_number[:6]} {HERE[3].id_number[6:]} ", "解学龙"), (f"解学龙 {HERE[3].id_number}", "解学龙"),
)


def test_one_person_by_whatever_is_known_of_them(county: County) -> None:
    assert {words: names(county.township_clerk, words) for words, _ in KNOWN} == {words: [name] for words, name in KNOWN}


def test_letters_may_be_initials_or_whole_syllables(county: County) -> None:
    assert set(names(county.township_clerk, "wang")) == {"王建国", "王建军", "王建华"} == set(names(county.township_clerk, "wj"))


def test_whoever_is_called_exactly_so_comes_first(county: County) -> None:
    assert names(county.township_clerk, "王建")[0] == min(("王建国", "王建军", "王建华")) and len(names(county.township_clerk, "王")) == 3


PIECES = st.sampled_from([one.name for one in LINES]).flatmap(lambda name: st.tuples(
    st.just(name), st.integers(0, len(name) - 2).flatmap(lambda start: st.tuples(st.just(start), st.integers(start + 2, len(name)))),
))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES)
def test_any_piece_of_any_name_finds_everybody_within_reach_who_has_it_and_nobody_else(county: County, piece: tuple[str, tuple[int, int]]) -> None:
    """Held against reading every name of the register."""
    name, (start, end) = piece
    words = name[start:end]
    if len(folded(words)) < 2:
        return
    for by in (county.village_clerk, county.township_clerk, county.county_officer, county.neighbour, county.stranger):
        reached = PersonRecord.objects.filter(by.scope(), **NOW.filters())
        wanted = {one.person_id for one in reached if folded(words) in folded(one.name)}
        found = {one.person for one in queries.found(by, words, limit=500)}
        assert found == wanted or words.isascii() and wanted <= found <= {one.person_id for one in reached}, "letters may be somebody's pinyin besides"


def test_the_beginning_of_somebodys_pinyin_hides_no_latin_name(county: County) -> None:
    assert set(names(county.township_clerk, "mi")) == {"诸葛明远", "John Smith"}


@pytest.mark.parametrize("who", ["neighbour", "stranger", "former", "nobody", "administrator", "auditor"])
def test_nobody_beyond_ones_reach(county: County, who: str) -> None:
    by = getattr(county, who)
    for words in ("仇英", "仇", "qy", "qiuying", HERE[4].id_number, HERE[4].phone, HERE[4].household, HERE[4].person, "仇英 1954", "仇英 上垟"):
        assert queries.found(county.county_officer, words), words
        assert queries.found(by, words) == [] and queries.looked_for(by, words).total == 0
        assert [line.hits for line in queries.found_many(by, [words]).lines] == [()]
        assert queries.looked_for(by, words, place=VILLAGE).total == 0, "nor by naming the place"


def test_what_changes_is_found_at_once(county: County) -> None:
    by, who = county.township_clerk, person("仇英")
    actions.correct_person(by, person=who, changes={"name": "仇雄"}, reason="对照户口簿")
    assert (names(by, "仇英"), names(by, "qiuxiong")) == ([], ["仇雄"])
    actions.correct_person(by, person=who, changes={"schooling": "初中"}, reason="对照户口簿")
    assert names(by, "仇雄") == ["仇雄"]
    actions.leave_register(by, person=who, kind="died", on=DAY, reason="火化证明")
    assert names(by, "仇雄") == [] and not NameKey.objects.filter(person=who).exists()


def test_who_comes_is_found_at_once(county: County) -> None:
    by = county.township_clerk
    actions.enter_register(
        by, household=of("仇英").household_id, kind="born", on=DAY, reason="出生证明",
        values={"name": "仇小宝", "relation": "之子", "id_number": number(901, DAY), "sex": "男"},
    )
    assert names(by, "小宝")[:1] and "仇小宝" in names(by, "qxb")


def test_a_household_that_moves_is_found_by_those_who_reach_it_now(county: County) -> None:
    house = of("仇英").household_id
    assert names(county.village_clerk, "仇英") == ["仇英"]
    actions.move_household(county.county_officer, household=house, to=FAR_VILLAGE, on=DAY, reason="易地搬迁")
    assert (names(county.village_clerk, "qy"), names(county.neighbour, "qy")) == ([], ["仇英"])
    actions.move_household(county.county_officer, household=house, to=NEXT_VILLAGE, on=DAY, reason="搬回")
    assert (names(county.neighbour, "仇"), names(county.township_clerk, "仇")) == ([], ["仇英"])


def test_households_split_and_merged_keep_their_keys(county: County) -> None:
    by, wife = county.township_clerk, queries.found(county.township_clerk, "农秀英")[0]
    child = next(one for one in queries.found(by, "小宝") if one.household == wife.household)
    made = actions.split_household(by, household=wife.household, members={child.person: "户主"}, on=DAY, reason="分家")
    assert child.name in names(by, "小宝")
    actions.merge_households(by, household=made, into=wife.household_number, members={child.person: "之子"}, on=DAY, reason="并回")
    assert child.name in names(by, "xb")


def spoiled() -> NameKey:
    return NameKey.objects.filter(person=person("仇英"), key="仇英").get()


def test_keys_that_are_wrong_are_named_and_made_anew(county: County) -> None:
    NameKey.objects.filter(pk=spoiled().pk).update(key="仇莺")
    assert differing_keys() == {VILLAGE: 1}
    index_anew([VILLAGE])
    assert differing_keys() == {} and names(county.village_clerk, "仇英") == ["仇英"]


def test_keys_that_are_missing_doubled_or_left_behind_are_named(county: County) -> None:
    one = spoiled()
    NameKey.objects.create(key=one.key, place_code=one.place_code, person_id=one.person_id)
    assert differing_keys() == {VILLAGE: 1}
    NameKey.objects.filter(person=one.person_id).delete()
    assert differing_keys() == {VILLAGE: 1}
    actions.leave_register(county.township_clerk, person=one.person_id, kind="died", on=DAY, reason="火化证明")
    NameKey.objects.create(key=one.key, place_code=one.place_code, person_id=one.person_id)
    assert differing_keys() == {VILLAGE: 1}
    index_all()
    assert differing_keys() == {}


def test_what_is_right_is_left_alone() -> None:
    before = set(NameKey.objects.values_list("pk", flat=True))
    index_all()
    assert set(NameKey.objects.values_list("pk", flat=True)) == before


def test_a_search_says_by_what_somebody_was_found_and_where_the_others_are(county: County) -> None:
    by = county.county_officer
    looked = queries.looked_for(by, "王建", limit=2)
    assert (looked.kind, looked.word, looked.total, len(looked.hits)) == ("name", "姓名", 4, 2)
    assert [(part.code, part.name, part.count) for part in looked.parts] == [(TOWNSHIP, "青石镇", 3), (OTHER_TOWNSHIP, "柳溪乡", 1)]
    assert queries.looked_for(by, "王建", place=OTHER_TOWNSHIP, limit=2).total == 1
    assert not looked.beyond
    nobody = queries.looked_for(by, "zzzz")
    assert (nobody.kind, nobody.total, nobody.tried) == ("", 0, ("拼音", "户编号、人口编号", "姓名"))
    with pytest.raises(Refused):
        queries.looked_for(by, "王建", place="柳溪乡")


def test_more_than_are_counted_are_not_counted(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.registry.queries.search.COUNTED", 3)
    looked = queries.looked_for(county.county_officer, "王", limit=2)
    assert (looked.beyond, looked.total) == (True, 3) and [(part.name, part.count) for part in looked.parts] == [("青石镇", None), ("柳溪乡", None)]


def test_a_hit_names_its_household(county: County) -> None:
    wife = next(one for one in queries.looked_for(county.township_clerk, "农秀英").hits)
    assert wife.person.relation == "配偶" and wife.head.endswith("天明") and wife.person.household_number and wife.person.place_name == "下垟村"
    house = wife.person.household
    actions.give_status(county.township_clerk, household=house, family="assisted", word="脱贫户", since=DAY, reason="依据", document="某发〔2020〕1号")
    hit = next(one for one in queries.looked_for(county.township_clerk, "农秀英").hits if one.person.household == house)
    assert hit.statuses == ("脱贫户",)


def test_a_household_number_finds_its_members_head_first_and_its_phone_the_head(county: County) -> None:
    looked = queries.looked_for(county.township_clerk, families("下垟村", share=2)[0].household)
    assert [hit.person.relation for hit in looked.hits] == ["户主", "配偶", "之子"] and looked.household == looked.hits[0].person.household
    record = HouseholdRecord.objects.filter(household=looked.household, **NOW.filters()).get()
    actions.correct_household(county.township_clerk, household=record.household_id, changes={"phone": "15477770001"}, reason="电话核对")
    assert [one.relation for one in queries.found(county.township_clerk, "154-7777-0001")] == ["户主"]


COLUMN = [
    HERE[0].id_number, "", HERE[1].id_number.lower(), "仇英", THERE[0].id_number, number(777), families("下垟村", share=2)[3].household, HERE[5].phone, "農秀英",
    f"解学龙\t{HERE[3].id_number}", HERE[7].person, "没有这个人", "0000",
]


def test_a_pasted_column_is_answered_line_by_line_in_its_order(county: County) -> None:
    pasted = queries.found_many(county.township_clerk, COLUMN)
    assert [(line.number, [hit.person.name for hit in line.hits]) for line in pasted.lines] == [
        (1, ["诸葛明远"]), (3, ["单田芳"]), (4, ["仇英"]), (5, []), (6, []), (7, ["韦天明"]), (8, ["尉迟恭"]), (9, ["农秀英"] * 3), (10, ["解学龙"]),
        (11, ["阿依·古丽"]), (12, []), (13, []),
    ]
    assert pasted.missed == (5, 6, 12, 13) and pasted.found == 8
    told = " ".join(line.text for line in pasted.lines)
    assert not any(line.id_number in told or line.phone and line.phone in told for line in LINES) and "仇英" in told
    assert pasted.lines[5].text == COLUMN[6], "a household number is nobody's own"


def test_namesakes_of_a_line_are_cut_and_counted(county: County) -> None:
    applied(county.county_officer, national([Line(f"00997700{n:04d}", f"0099770{n:04d}1", "黄大明", number(600 + n)) for n in range(9)]))
    line, = queries.found_many(county.township_clerk, ["黄大明"]).lines
    assert (len(line.hits), line.more) == (5, 4)
    assert queries.found_many(county.township_clerk, ["大明"]).lines[0].hits, "who has it as given name, where nobody has it whole"


def test_a_column_takes_no_more_questions_for_more_lines(county: County) -> None:
    def asked(lines: list[str]) -> int:
        with CaptureQueriesContext(connection) as sent:
            queries.found_many(county.township_clerk, lines)
        return len(sent)

    assert asked(COLUMN * 30) == asked(COLUMN)


def test_too_many_lines_are_refused(county: County) -> None:
    with pytest.raises(Refused, match="5,000"):
        queries.found_many(county.township_clerk, ["张三"] * 5_001)


def test_what_was_found_is_taken_along_masked_and_written_down(county: County) -> None:
    sheet = openpyxl.load_workbook(actions.export_found(county.village_clerk, lines=COLUMN)).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [row[3] for row in rows if row[0].isdigit()][:3] == ["诸葛明远", "单田芳", "仇英"]
    assert not any(line.id_number in cell or line.phone and line.phone in cell for line in LINES for row in rows for cell in row)
    entry = Entry.objects.get(verb="register.looked_up")
    assert (entry.user_name, entry.place_code) == (county.village_clerk.name, VILLAGE) and "12 行" in entry.subject_label
    for who in ("administrator", "auditor", "nobody"):
        with pytest.raises(Forbidden):
            actions.export_found(getattr(county, who), lines=COLUMN)
    with pytest.raises(Refused):
        actions.export_found(county.village_clerk, lines=["", " "])
    assert Entry.objects.filter(verb="register.looked_up").count() == 1
