"""The page of a village: much, little and nothing to show; reporting, with what was typed kept; printing and downloading."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bangfu.evidence.models import Paper
from bangfu.journal.models import Entry
from bangfu.organization import actions as organization
from bangfu.organization.actor import PROGRAM
from bangfu.registry import actions
from bangfu.registry.models import Household, PersonRecord, Printing, VillageRecord
from bangfu.rules.money import Money
from bangfu.work.worker import sweep
from tests.county import COUNTY, NEXT_VILLAGE, THIRD_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.evidence.papers import photo
from tests.registry.founded import SINCE, Shape, founded
from tests.standing import world
from tests.web.markup import faults

SignIn = Callable[[str], Client]
HOUSEHOLDS = 16


@world
def homes() -> list[Household]:
    return founded(Shape(households=HOUSEHOLDS))


@pytest.fixture
def enter(county: County) -> SignIn:
    """A browser in which one of the cast is signed in."""
    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return signed_in


def page(client: Client, name: str = "village_file", place: str = VILLAGE, *rest: str, status: int = 200, **query: str) -> str:
    answer = client.get(reverse(name, args=[place, *rest]), query)
    assert answer.status_code == status, answer.status_code
    text = answer.content.decode()
    assert status != 200 or not faults(text), faults(text)
    return text


def whole(client: Client, place: str = VILLAGE, **query: str) -> str:
    """The page of a village with the parts that follow it."""
    text = page(client, place=place, **query)
    parts = [address.replace("&amp;", "&") for address in re.findall(r'hx-get="(/places/[^"]+/part/[^"]+)"', text)]
    assert len(parts) == 2
    return text + "".join(client.get(address).content.decode() for address in parts)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", text))


def test_a_full_village_shows_all_its_parts(county: County, homes: list[Household], enter: SignIn) -> None:
    organization.tag_place(PROGRAM, place=VILLAGE, tag="出列村", since=date(2020, 12, 1), document="云脱贫〔2020〕12号")
    organization.add_group(PROGRAM, village=VILLAGE, name="十三组", since=SINCE)
    organization.set_policy_figure(
        PROGRAM, place=COUNTY, kind="monitoring_line", year=2025, amount=Money(750_000), document="云防返贫〔2025〕2号", valid_from=date(2022, 1, 1),
    )
    actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 20, "clinics": 1}, since=SINCE, reporter="覃会计")
    text = flat(whole(enter("township_clerk")))
    for said in (
        "出列村", "云脱贫〔2020〕12号", "村信息员甲（2020-01-01起）", "十三组", "脱贫不稳定户", "多报4", "覃会计填报", "村卫生室（个）1", "16—59岁", "长期慢性病",
        "7,500.00", "出生", "饮水没有解决", "行政村基本情况表", "贫困村出列材料", "打印各户档案", "没有人来、没有人走",
    ):
        assert said in text, said


def test_a_village_without_anything_says_what_to_do(county: County, enter: SignIn) -> None:
    text = flat(whole(enter("township_clerk"), place=THIRD_VILLAGE))
    assert "这一天名册里没有这个村的户" in text and "还没有填报" in text and "这个村没有设岗位" in text
    assert "行政村基本情况表" in text, "its papers are missing all the same"


def test_a_figure_opens_to_its_rows(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    text = whole(client)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:roster|places)/[^"]+\?[^"]+)"', text)]
    assert len(links) > 25 and any("/roster/" in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link
    answer = client.get(reverse("village_rows", args=[VILLAGE, "shortcoming"]), {"label": "饮水没有解决"}).content.decode()
    assert [home.number in answer for home in homes] == [nth % 25 == 3 for nth in range(HOUSEHOLDS)]


def test_what_a_household_counts_as_opens_to_as_many_in_the_roster(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    for label, number in (("脱贫户", 6), ("一般农户", 10)):
        for day in ("", timezone.localdate().isoformat()):
            answer = client.get(reverse("roster", args=[VILLAGE]), {"by": "household", "status": f"assisted:{label}", "as_of": day}).content.decode()
            assert f"{number} 户" in answer and f">{label}</a></th><td class=\"num\">{number}</td>" in page(client, as_of=day)


def test_a_day_past_is_kept_in_every_link(county: County, homes: list[Household], enter: SignIn) -> None:
    text = whole(enter("village_clerk"), as_of="2023-06-01", known_on=timezone.localdate().isoformat())
    assert "2023-06-01 的情况" in text
    links = re.findall(r'href="(/(?:roster|places)/[^"]+\?[^"]+)"', text)
    assert links and all("as_of=2023-06-01" in link for link in links)


def test_what_is_counted_one_by_one_follows_and_is_not_asked_for_before(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    with CaptureQueriesContext(connection) as asked:
        text = flat(page(client))
    assert "16—59岁" not in text and "正在一个人一个人地数" in text and not any('"labour"' in one["sql"] for one in asked.captured_queries)
    assert "16—59岁" in flat(whole(client))
    for wrong in ((VILLAGE, "posts"), (TOWNSHIP, "people")):
        assert client.get(reverse("village_part", args=wrong)).status_code == 404


def test_a_day_that_is_none_is_refused_with_a_sentence(county: County, enter: SignIn) -> None:
    assert "日期不对" in page(enter("village_clerk"), as_of="去年", status=409)


@pytest.mark.parametrize("place", [TOWNSHIP, COUNTY])
def test_a_township_and_a_county_list_their_villages(county: County, homes: list[Household], enter: SignIn, place: str) -> None:
    actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 20}, since=SINCE, reporter="覃会计")
    text = page(enter("county_officer"), place=place)
    assert reverse("village_file", args=[VILLAGE]) in text and reverse("village_file", args=[NEXT_VILLAGE]) in text
    assert "覃会计" in text and ("柳树坪村" in text) == (place == COUNTY)
    assert re.findall(r'<td class="num">(\d+)</td>', sums(text)) == [str(HOUSEHOLDS), str(PersonRecord.objects.count())]


def sums(text: str) -> str:
    """The row of sums of a list."""
    return text[text.index("<tfoot>") : text.index("</tfoot>") + 8]


def test_villages_stand_in_any_order_and_are_taken_away(county: County, homes: list[Household], enter: SignIn) -> None:
    actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 20}, since=SINCE, reporter="覃会计")
    client = enter("county_officer")
    assert 'class="must-do">20<' in page(client, place=COUNTY), "what is reported otherwise than counted stands out"
    first = [page(client, place=COUNTY, sort=sort).index(f">{name}</a></th>") for sort in ("households", "-households") for name in ("上垟村", "柳树坪村")]
    assert first[0] < first[1] and first[2] > first[3], "the village with households first, and last"
    assert [page(client, place=COUNTY, sort=sort).count('aria-sort="descending"') for sort in ("off_households", "-off_households")] == [1, 0], "the most first"
    answer = client.post(reverse("take_list", args=["villages"]), {"place": COUNTY, "how": "xlsx", "sort": "households"})
    cells = [[cell.value for cell in line] for line in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows()]
    row = next(line for line in cells if "上垟村" in line)
    assert HOUSEHOLDS in row and 20 in row, row


def test_the_rows_behind_a_number_are_paged_sorted_and_taken_away(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    wanted = [home.number for nth, home in enumerate(homes) if nth % 25 == 3]
    answer = client.post(reverse("take_list", args=["village_houses"]), {
        "place": VILLAGE, "how": "xlsx", "cut": "shortcoming", "label": "饮水没有解决", "sort": "-number",
    })
    cells = [cell.value for line in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows() for cell in line]
    assert [one for one in cells if one in {home.number for home in homes}] == sorted(wanted, reverse=True)
    crossed = client.post(reverse("take_list", args=["village_people"]), {"place": VILLAGE, "how": "xlsx", "cut": "shortcoming", "label": "饮水没有解决"})
    assert openpyxl.load_workbook(io.BytesIO(crossed.content)).worksheets[0].max_row < 4, "a list of people tells no households"
    assert enter("neighbour").post(reverse("take_list", args=["village_houses"]), {"place": VILLAGE, "how": "xlsx", "cut": "shortcoming"}).status_code == 403


def form(**more: str) -> dict[str, str]:
    return {"how": "since", "since": "2024-01-01", "reporter": "覃会计", "households": "12", "collective_income": "1.2万元", "road_paved": "是"} | more


def test_a_report_is_sent_and_stands_on_the_page(county: County, enter: SignIn) -> None:
    client = enter("village_clerk")
    assert client.post(reverse("report_village", args=[VILLAGE]), form())["Location"] == reverse("village_file", args=[VILLAGE])
    made = VillageRecord.objects.get()
    assert (made.households, made.collective_income, made.road_paved, made.valid_from) == (12, Money(1_200_000), "是", date(2024, 1, 1))
    again = page(client, "village_report")
    for typed in ('value="12"', 'value="12000.00"', f'value="{made.recorded_in}"', f'value="{timezone.localdate()}"'):
        assert typed in again, "filled with what was reported last"


def test_wrong_all_along_needs_no_day(county: County, enter: SignIn) -> None:
    client = enter("village_clerk")
    client.post(reverse("report_village", args=[VILLAGE]), form())
    client.post(reverse("report_village", args=[VILLAGE]), form(how="always", since="", households="13", seen=str(VillageRecord.objects.get().recorded_in)))
    last = VillageRecord.objects.order_by("-recorded_at").first()
    assert last and (last.households, last.valid_from) == (13, date(2024, 1, 1))


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"since": ""}, "请填从哪天起"), ({"households": "十二"}, "整数"), ({"collective_income": "很多"}, "不是金额"), ({"farmland": "1", "irrigated": "2"}, "不能大于"),
    ({"reporter": ""}, "必填"),
])
def test_a_refused_report_comes_back_with_what_was_typed(county: County, enter: SignIn, typed: dict[str, str], sentence: str) -> None:
    answer = enter("village_clerk").post(reverse("report_village", args=[VILLAGE]), form(persons="4321", **typed))
    text = answer.content.decode()
    assert answer.status_code == 409 and 'value="4321"' in text and sentence in text
    assert not VillageRecord.objects.exists()


def test_a_paper_is_kept_in_the_file_of_the_village(county: County, enter: SignIn) -> None:
    client = enter("village_clerk")
    given = SimpleUploadedFile("村情.jpg", photo(), "image/jpeg")
    assert client.post(reverse("keep_village_paper", args=[VILLAGE]), {"kind": "village_profile", "file": given}).status_code == 302
    kept = Paper.objects.get()
    assert (kept.subject_kind, kept.subject_id, kept.kind) == ("village", VILLAGE, "village_profile")
    assert reverse("paper", args=[kept.pk]) in page(client)


def text_of(content: bytes) -> str:
    return "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\n", "").replace(" ", "")


def test_one_household_is_printed_from_the_page(county: County, homes: list[Household], enter: SignIn) -> None:
    answer = enter("village_clerk").post(reverse("print_household", args=[homes[5].pk]))
    assert answer["Content-Type"] == "application/pdf" and homes[5].number in text_of(answer.content)
    assert Entry.objects.latest("id").verb == "household.printed"


def test_the_file_is_reached_from_the_desk_the_roster_and_a_household(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    for name in ("overview", "roster"):
        assert f'href="{reverse("village_file", args=[VILLAGE])}"' in page(client, name)
    answer = client.get(reverse("household", args=[homes[0].pk])).content.decode()
    assert reverse("print_household", args=[homes[0].pk]) in answer


def test_the_village_is_printed_as_its_page_says(county: County, homes: list[Household], enter: SignIn) -> None:
    actions.report_village(county.village_clerk, place=VILLAGE, values={"households": 20, "clinics": 1}, since=SINCE, reporter="覃会计")
    answer = enter("township_clerk").post(reverse("print_village_file", args=[VILLAGE]))
    text = text_of(answer.content)
    for said in ("村帮扶档案", f"在册{HOUSEHOLDS}户", "总户数2016多报4", "脱贫不稳定户", "村信息员甲", "材料", "村卫生室（个）1"):
        assert said in text, said
    assert Entry.objects.latest("id").verb == "village.printed"


def test_a_whole_village_is_asked_for_watched_and_downloaded(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    assert client.post(reverse("print_village", args=[VILLAGE]), {"status": "assisted:脱贫户"})["Location"].endswith("#printings")
    made = Printing.objects.get()
    watched = client.get(reverse("printing_progress", args=[made.pk]))
    assert "排队中" in watched.content.decode() and "hx-get" in page(client)
    assert client.post(reverse("download_printing", args=[made.pk])).status_code == 409
    sweep()
    assert client.get(reverse("printing_progress", args=[made.pk]))["HX-Refresh"] == "true"
    answer = client.post(reverse("download_printing", args=[made.pk]))
    assert answer["Content-Type"] == "application/pdf" and homes[3].number in text_of(answer.content) and homes[4].number not in text_of(answer.content)
    assert "脱贫户，6 户" in page(client) and Entry.objects.latest("id").verb == "printing.taken"


def test_a_paper_that_is_gone_is_not_offered(county: County, homes: list[Household], enter: SignIn) -> None:
    client = enter("village_clerk")
    client.post(reverse("print_village", args=[VILLAGE]), {"status": ""})
    made = Printing.objects.get()
    Printing.objects.filter(pk=made.pk).update(state="expired", asked_at=timezone.now() - timedelta(days=9))
    assert "已过期" in page(client) and reverse("download_printing", args=[made.pk]) not in page(client)


@pytest.mark.parametrize("who", ["neighbour", "stranger"])
def test_a_neighbour_finds_no_village(county: County, homes: list[Household], enter: SignIn, who: str) -> None:
    client = enter(who)
    page(client, status=404)
    page(client, "village_rows", VILLAGE, "sex", status=404, label="男")
    assert client.post(reverse("print_household", args=[homes[0].pk])).status_code == 404


def test_a_grid_has_its_own_part_of_the_file(county: County, homes: list[Household], enter: SignIn) -> None:
    grid = f"{VILLAGE}001"
    organization.take_in_places(PROGRAM, [organization.PlaceRow(grid, "一网格")], since=SINCE, source="网格划分")
    actions.move_household(
        county.township_clerk, household=homes[9].pk, to=grid, on=timezone.localdate(), group="一组", reason="划入网格", document="云网格〔2026〕1号",
    )
    client = enter("village_clerk")
    assert reverse("village_file", args=[grid]) in page(client)
    text = flat(page(client, place=grid))
    assert "1户" in text and "10人" in text and "行政村基本情况表" not in text, "papers belong to the village"
    assert f"在册户{HOUSEHOLDS}户" in flat(page(client))


def test_who_looks_only_is_offered_no_deeds(county: County, homes: list[Household], enter: SignIn) -> None:
    user = organization.create_user(PROGRAM, username="wangge", name="网格员子", password="账清事明-青石-2020")
    post = organization.create_post(PROGRAM, title="上垟村网格员", role="grid_worker", place=VILLAGE, since=SINCE)
    organization.appoint(PROGRAM, user=user, post=post, since=SINCE)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    text = page(client)
    assert "脱贫户" in text and not any(word in text for word in ("打印各户档案", "打印村档案", ">填报</a>", "存入</button>"))
