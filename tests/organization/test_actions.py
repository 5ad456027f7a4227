"""Places, accounts, posts: done, refused, and nothing changed after a refusal."""

from datetime import date

import pytest

from bangfu.config.commands.places import places_in
from bangfu.facts.models import FOREVER_DAY
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, relieve, take_in_places
from bangfu.organization.actor import PROGRAM
from bangfu.organization.models import Holding, Place, Post, Reach, User
from bangfu.rules.refusal import Forbidden, Refused
from tests.architecture.source import ROOT
from tests.county import COUNTY, PASSWORD, SINCE, TOWNSHIP, VILLAGE, County

LATER = date(2026, 1, 1)
PUBLIC_LIST = ROOT.parent / "shared" / "data" / "places.csv"


def everything() -> dict[str, object]:
    """What stands in the tables of this package, and how long the journal is."""
    kept = {model.__name__: sorted(map(repr, model.objects.values_list())) for model in (Place, User, Post, Reach, Holding)}
    return {**kept, "entries": Entry.objects.count()}


def take(*rows: tuple[str, str], since: date = LATER) -> object:
    return take_in_places(PROGRAM, [PlaceRow(*row) for row in rows], since=since, source="名单")


def test_new_places_are_added_known_ones_left_and_none_removed(county: County) -> None:
    before = Place.objects.count()
    taken = take((TOWNSHIP, "青石镇"), ("990121003", "新乡"), ("990121003001", "新村"))
    assert (taken.new, taken.renamed, taken.unchanged) == (2, 0, 1)   # type: ignore[attr-defined]
    new = Place.objects.get(code="990121003001")
    assert (new.level, new.parent, new.valid_from, new.valid_to) == ("village", "990121003", LATER, FOREVER_DAY)
    assert Place.objects.count() == before + 2 and verify().whole


def test_the_same_list_again_changes_nothing(county: County) -> None:
    take(("990121003", "新乡"))
    before = everything()
    taken = take(("990121003", "新乡"))
    assert (taken.new, taken.unchanged) == (0, 1) and everything() == before   # type: ignore[attr-defined]


def test_a_renamed_place_ends_on_the_day_and_begins_anew_under_its_code(county: County) -> None:
    taken = take((VILLAGE, "新垟村"))
    old, new = Place.objects.filter(code=VILLAGE).order_by("valid_from")
    assert (taken.new, taken.renamed) == (0, 1)   # type: ignore[attr-defined]
    assert (old.name, old.valid_from, old.valid_to) == ("上垟村", SINCE, LATER)
    assert (new.name, new.valid_from, new.valid_to) == ("新垟村", LATER, FOREVER_DAY)
    assert verify().whole


@pytest.mark.parametrize(("rows", "sentence"), [
    ([("9901210031", "十位代码")], "不是区划代码"),
    ([("99012100X", "有字母")], "不是区划代码"),
    ([("990121003", "新乡"), ("990121003", "又一次")], "出现了两次"),
    ([("990121003001", "没有上级的村")], "上级 990121003"),
    ([("990121003", "  ")], "没有名称"),
    ([("990121003", "新乡"), ("990121004001", "好的在前，坏的在后")], "上级 990121004"),
])
def test_a_list_that_cannot_be_is_refused_whole(county: County, rows: list[tuple[str, str]], sentence: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=sentence):
        take(*rows)
    assert everything() == before


@pytest.mark.parametrize("who", ["village_clerk", "township_clerk", "county_officer", "auditor", "former", "nobody"])
def test_only_administrators_change_places_accounts_and_posts(county: County, who: str) -> None:
    by, before = getattr(county, who), everything()
    post, user = Post.objects.get(pk=county.township_clerk.post_id), county.user("nobody")
    for act in (
        lambda: take_in_places(by, [PlaceRow("990121003", "新乡")], since=LATER, source=""),
        lambda: create_user(by, username="new", name="新人", password=PASSWORD),
        lambda: create_post(by, title="岗", role="village_clerk", place=VILLAGE),
        lambda: appoint(by, user=user, post=post),
        lambda: relieve(by, holding=county.user("township_clerk").holdings.get()),
    ):
        with pytest.raises(Forbidden):
            act()
    assert everything() == before


def test_the_security_administrator_of_a_county_appoints_in_it_and_not_in_another(county: County) -> None:
    by = county.security
    create_post(by, title="新岗", role="village_clerk", place=VILLAGE)
    before = everything()
    with pytest.raises(Forbidden, match="管辖范围"):
        create_post(by, title="外县岗", role="village_clerk", place="990122001001")
    assert everything() == before


@pytest.mark.parametrize(("username", "password", "sentence"), [
    ("qingshi", PASSWORD, "已经有人用了"), ("new", "short", "密码"), ("new", "1234567890", "密码"), ("new", "password12", "密码"), ("new", "Woaini1314520", "容易被猜到"),
])
def test_an_account_with_a_taken_name_or_a_weak_password_is_refused(county: County, username: str, password: str, sentence: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=sentence) as refused:
        create_user(PROGRAM, username=username, name="新人", password=password)
    assert refused.value.field in ("username", "password") and everything() == before


def test_a_password_is_kept_as_a_digest_only(county: County) -> None:
    user = create_user(PROGRAM, username="new", name="新人", password=PASSWORD)
    assert PASSWORD not in user.password and user.check_password(PASSWORD)
    assert PASSWORD not in str(list(Entry.objects.filter(subject_kind="user").values()))


def test_a_role_that_does_not_exist_is_refused(county: County) -> None:
    before = everything()
    with pytest.raises(Refused, match="没有“queen”这种角色"):
        create_post(PROGRAM, title="岗", role="queen", place=VILLAGE)
    assert everything() == before


def test_nobody_takes_up_the_same_post_twice_at_once(county: County) -> None:
    post, before = Post.objects.get(pk=county.township_clerk.post_id), everything()
    with pytest.raises(Refused, match="已经在这个岗位上"):
        appoint(PROGRAM, user=county.user("township_clerk"), post=post)
    assert everything() == before


def test_of_two_who_relieve_the_same_holding_the_second_is_refused(county: County) -> None:
    user = county.user("township_clerk")
    first, second = user.holdings.get(), user.holdings.get()
    relieve(county.security, holding=first)
    before = everything()
    with pytest.raises(Refused, match="先改了同一条"):
        relieve(county.security, holding=second)
    assert everything() == before


@pytest.mark.parametrize(("text", "sentence"), [
    ("code,name\n990121003,新乡\n", "缺少列：level、parent"),
    ("code,name,level,parent\n990121003,新乡,village,990121\n", "第 2 行：990121003 有 9 位，应为乡镇"),
    ("code,name,level,parent\n990121003,新乡,township,990122\n", "第 2 行：990121003 的上级应为 990121"),
    ("", "缺少列"),
])
def test_a_file_whose_levels_or_parents_contradict_the_codes_is_refused_with_its_line(county: County, text: str, sentence: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=sentence):
        take_in_places(PROGRAM, places_in(text), since=LATER, source="文件")
    assert everything() == before


@pytest.mark.parametrize("level", ["township", "乡镇"])
def test_a_level_may_be_named_in_either_language(level: str) -> None:
    assert list(places_in(f"code,name,level,parent\n990121003, 新乡 ,{level},990121\n")) == [PlaceRow("990121003", "新乡")]


def test_the_public_list_of_places_is_taken_in_whole(county: County) -> None:
    if not PUBLIC_LIST.exists():
        pytest.skip("the public list of places is not beside this repository (../shared/data/places.csv)")
    text = PUBLIC_LIST.read_text()
    taken = take_in_places(PROGRAM, places_in(text), since=LATER, source="公开名单")
    assert taken.new == len(text.splitlines()) - 1 > 1000
    tongxu = Place.objects.get(code="410222", valid_to=FOREVER_DAY)
    assert (tongxu.name, tongxu.level, tongxu.parent) == ("通许县", "county", "4102")
    assert Place.objects.filter(parent="410222").count() == sum(line.endswith(",410222") for line in text.splitlines())
    assert verify().whole


def test_the_county_of_the_tests_stands_on_codes_nobody_uses(county: County) -> None:
    assert set(Place.objects.values_list("code", flat=True)) and all(code.startswith("99") for code in Place.objects.values_list("code", flat=True))
    assert Place.objects.filter(code=COUNTY).count() == 1
