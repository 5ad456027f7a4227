"""Voices said, passed on, answered, accepted and forgotten: stories, refusals, and that nothing changed after a refusal; who stays nameless, and for whom."""

from uuid import UUID

import pytest
from django.db import connection

from bangfu.journal.models import Entry
from bangfu.journal.queries import entries
from bangfu.journal.verify import verify
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.rules.voice import LONGEST, MOST_A_DAY
from bangfu.voices import actions, queries
from bangfu.voices.sealed import FORGOTTEN
from tests.county import COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, County
from tests.untouched import everything

WORDS = "名册的字太小，老花眼看不清"
PEOPLE = ("village_clerk", "township_clerk", "second_township_clerk", "county_officer", "administrator", "auditor", "neighbour", "stranger")


def say(by: Actor, **more: object) -> UUID:
    """Says something, unless told otherwise."""
    told = {"kind": "complaint", "matter": "program", "words": WORDS}
    return actions.write_voice(by, **{**told, **more}).pk   # type: ignore[arg-type]


def who_sees(county: County, voice: UUID) -> set[str]:
    return {who for who in PEOPLE if queries.voice(getattr(county, who), voice)}


def words_of(by: Actor, voice: UUID) -> str:
    found = queries.voice(by, voice)
    assert found
    return found.words


@pytest.mark.parametrize("who", PEOPLE[:-1])
def test_everybody_with_a_post_reaches_the_county(county: County, who: str) -> None:
    voice = say(getattr(county, who), about="", page="/places/990121001001/?q=覃天明")
    (row,) = queries.voices(county.county_officer)
    assert (row.id, row.words, row.kind, row.state, row.desk_code, row.page) == (voice, WORDS, "投诉", "said", COUNTY, "/places/990121001001/")
    assert row.writer == f"{getattr(county, who).name}（{getattr(county, who).post_title}）"
    assert who_sees(county, voice) == {who, "county_officer", "auditor"}


def test_without_a_post_nothing_is_said(county: County) -> None:
    with pytest.raises(Forbidden):
        say(county.nobody)


def waits(by: Actor) -> tuple[int, int]:
    found = queries.waiting_voices(by)
    return found.answered, found.to_answer


def test_the_county_passes_it_on_the_township_answers_and_the_writer_says_that_it_is_settled(county: County) -> None:
    voice = say(county.village_clerk, about=VILLAGE)
    assert waits(county.county_officer) == (0, 1) and waits(county.township_clerk) == (0, 0)
    actions.pass_voice(county.county_officer, voice=voice, township=TOWNSHIP, words="请教一下大字怎么开")
    assert waits(county.county_officer) == (0, 0) and waits(county.township_clerk) == (0, 1)
    assert who_sees(county, voice) == {"village_clerk", "township_clerk", "second_township_clerk", "county_officer", "auditor"}
    actions.answer_voice(county.township_clerk, voice=voice, words="右上角自己的名字里有“大字”")
    assert waits(county.village_clerk) == (1, 0)
    actions.accept_answer(county.village_clerk, voice=voice)
    row = queries.voice(county.village_clerk, voice)
    assert row and (row.state, row.about_name, row.is_mine) == ("closed", "上垟村", True)
    assert [(one.word, one.by_name) for one in queries.replies(county.county_officer, voice)] == [
        ("转乡镇", county.county_officer.name), ("答复", county.township_clerk.name), ("说解决了", county.village_clerk.name)]
    assert verify().faults == []


def test_what_is_not_settled_goes_back_to_the_county_whoever_answered(county: County) -> None:
    voice = say(county.village_clerk)
    actions.pass_voice(county.county_officer, voice=voice, township=TOWNSHIP, words="请答复")
    actions.answer_voice(county.township_clerk, voice=voice, words="已经很大了")
    actions.say_again(county.village_clerk, voice=voice, words="还是看不清")
    row = queries.voice(county.county_officer, voice)
    assert row and (row.state, row.desk_code) == ("said", COUNTY) and queries.waiting_voices(county.county_officer).to_answer == 1
    assert queries.voice(county.township_clerk, voice) is None
    actions.answer_voice(county.county_officer, voice=voice, words="下周加大")
    assert [one.words for one in queries.replies(county.village_clerk, voice)] == ["请答复", "已经很大了", "还是看不清", "下周加大"]


def test_the_county_takes_back_and_ends_what_is_not_to_be_answered(county: County) -> None:
    voice = say(county.village_clerk)
    actions.pass_voice(county.county_officer, voice=voice, township=TOWNSHIP, words="请答复")
    actions.take_voice_back(county.county_officer, voice=voice)
    assert queries.voice(county.township_clerk, voice) is None
    actions.close_voice(county.county_officer, voice=voice, words="写了两遍，看前一件")
    assert [one.word for one in queries.replies(county.village_clerk, voice)] == ["转乡镇", "收回县里", "不再答复"]


def test_nameless_stays_nameless_for_everybody_but_the_auditor_who_says_why(county: County) -> None:
    voice = say(county.village_clerk, is_anonymous=True, page=f"/places/{VILLAGE}/")
    actions.answer_voice(county.county_officer, voice=voice, words="知道了")
    actions.say_again(county.village_clerk, voice=voice, words="没有用")
    name = county.village_clerk.name
    for who in ("county_officer", "auditor", "administrator", "township_clerk"):
        by = getattr(county, who)
        told = [(one.user_name, one.post_title, one.subject_label, one.reason) for one in entries(by, limit=500) if one.verb.startswith("voice.")]
        assert name not in str(told) and county.village_clerk.post_title not in str(told)
        assert name not in str([queries.voice(by, voice), queries.replies(by, voice), queries.voices(by)])
    row = queries.voice(county.auditor, voice)
    assert row and (row.writer, row.page) == ("匿名", "")
    assert not Entry.objects.filter(verb__startswith="voice.", user_id=county.village_clerk.user_id).exists()
    (mine,) = queries.my_voices(county.village_clerk)
    assert mine.id == voice and mine.is_mine
    with pytest.raises(Refused, match="理由|写一句"):
        actions.name_writer(county.auditor, voice=voice, reason=" ")
    assert name in actions.name_writer(county.auditor, voice=voice, reason="举报失实，纪检调查")
    (entry,) = entries(county.county_officer, verb="voice.writer_named")
    assert (entry.user_name, entry.reason) == (county.auditor.name, "举报失实，纪检调查")
    with pytest.raises(Forbidden):
        actions.name_writer(county.county_officer, voice=voice, reason="想知道")
    with pytest.raises(Refused, match="写了姓名"):
        actions.name_writer(county.auditor, voice=say(county.village_clerk), reason="核查")


def test_nothing_that_was_said_lies_readable_in_the_tables(county: County) -> None:
    voice = say(county.village_clerk, words=f"{WORDS}，身份证990121199003070017，电话13812345678", is_anonymous=True)
    actions.answer_voice(county.county_officer, voice=voice, words="答复也不裸放")
    with connection.cursor() as cursor:
        for table in ("voices_voice", "voices_reply", "journal_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            assert not [word for word in (WORDS, "答复也不裸放", "990121199003070017", "13812345678") if word in str(cursor.fetchall())]
    assert words_of(county.county_officer, voice) == f"{WORDS}，身份证{'*' * 16}17，电话{'*' * 9}78"


def test_what_is_forgotten_is_gone_for_ever_and_still_counted(county: County) -> None:
    voice = say(county.village_clerk)
    with pytest.raises(Refused, match="还没有办结"):
        actions.forget_voice(county.county_officer, voice=voice, reason="本人要求")
    actions.close_voice(county.county_officer, voice=voice, words="不属于本县的事")
    actions.forget_voice(county.county_officer, voice=voice, reason="本人要求")
    row = queries.voice(county.county_officer, voice)
    assert row and row.is_forgotten and (row.words, row.writer) == (FORGOTTEN, FORGOTTEN)
    assert queries.voice_tally(county.county_officer)[0].total == 1
    with pytest.raises(Refused, match="已经销毁"):
        actions.forget_voice(county.county_officer, voice=voice, reason="本人要求")


@pytest.mark.parametrize(("told", "said"), [
    ({"words": " "}, "写一句话"), ({"words": "多" * (LONGEST + 1)}, f"最多 {LONGEST}"), ({"kind": "gossip"}, "哪一类"), ({"about": "990122001001"}, "没有这个地方"),
])
def test_what_cannot_be_said(county: County, told: dict[str, str], said: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=said):
        say(county.village_clerk, **told)
    assert everything() == before


def test_a_day_has_a_measure(county: County) -> None:
    for nth in range(MOST_A_DAY):
        say(county.village_clerk, words=f"第 {nth} 件", is_anonymous=nth % 2 == 0)
    with pytest.raises(Refused, match="打电话"):
        say(county.village_clerk)
    say(county.township_clerk)


def test_what_is_not_ones_own_or_not_at_ones_desk_is_refused(county: County) -> None:
    voice = say(county.village_clerk)
    before = everything()
    for by, act, told in (
        (county.township_clerk, actions.answer_voice, {"words": "答复"}), (county.neighbour, actions.answer_voice, {"words": "答复"}),
        (county.stranger, actions.answer_voice, {"words": "答复"}), (county.township_clerk, actions.accept_answer, {}),
        (county.county_officer, actions.say_again, {"words": "再说"}), (county.village_clerk, actions.answer_voice, {"words": "自己答复"}),
        (county.township_clerk, actions.pass_voice, {"township": OTHER_TOWNSHIP, "words": "请办"}),
        (county.county_officer, actions.pass_voice, {"township": VILLAGE, "words": "请办"}),
        (county.county_officer, actions.pass_voice, {"township": "990122001", "words": "请办"}),
        (county.village_clerk, actions.accept_answer, {}), (county.county_officer, actions.take_voice_back, {}),
    ):
        with pytest.raises(Refused):
            act(by, voice=voice, **told)   # type: ignore[operator]
        assert everything() == before, act


def test_of_two_who_answer_one_is_refused(county: County) -> None:
    voice = say(county.village_clerk)
    actions.answer_voice(county.county_officer, voice=voice, words="先答的")
    with pytest.raises(Refused, match="已答复"):
        actions.answer_voice(county.county_officer, voice=voice, words="后答的")
