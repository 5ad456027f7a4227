"""疑点清单: household by household, of a village, a 村民组, a family of checks or one household; a long one made by a job."""

import io

import pytest
from openpyxl import load_workbook

from bangfu.crosscheck import finding_lists, prints
from bangfu.crosscheck.finding_lists import Of
from bangfu.crosscheck.list_actions import print_findings
from bangfu.crosscheck.models import Finding
from bangfu.journal.models import Entry
from bangfu.registry.models import Printing
from bangfu.registry.prints import foot
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing import files
from bangfu.work.models import Job
from bangfu.work.worker import sweep
from tests.county import TOWNSHIP, VILLAGE, County, the_county
from tests.crosscheck.batches import SECRETS, signed_in, texts, village_with_findings
from tests.standing import world


@world(ring=True)
def found() -> County:
    village_with_findings()
    return the_county()


def several(number: str, times: int) -> None:
    """As many more open findings about a household, as a check of many kinds would raise."""
    one = Finding.objects.filter(household_number=number, place_code=VILLAGE).latest("id")
    Finding.objects.bulk_create([
        Finding(**{f.attname: getattr(one, f.attname) for f in Finding._meta.concrete_fields if f.attname not in ("id", "identity", "reason")},
                identity=f"{number}{nth}", reason=f"{number} 的第 {nth} 个疑点") for nth in range(times)
    ])


def test_a_household_s_findings_stand_together_by_group_and_number(found: County) -> None:
    several("H2", 3)
    several("H1", 2)
    by, of = found.village_clerk, Of(VILLAGE)
    rows = finding_lists.listed(by, of, finding_lists.household_numbers(by, of))
    assert [(one.number, one.group, one.head, len(one.findings)) for one in rows] == [("H1", "一组", "覃天明", 3), ("H2", "二组", "农地主", 4)]
    assert finding_lists.count(by, of) == 7 and all(one.what_to_do for row in rows for one in row.findings)


@pytest.mark.parametrize(("of", "numbers"), [
    (Of(VILLAGE, group="一组"), ["H1"]), (Of(VILLAGE, household="H2"), ["H2"]), (Of(VILLAGE, group="一组", household="H2"), []),
    (Of(VILLAGE, family="没有"), []),
])
def test_part_of_a_village(found: County, of: Of, numbers: list[str]) -> None:
    by = found.village_clerk
    assert finding_lists.household_numbers(by, of) == numbers and finding_lists.count(by, of) == len(numbers)
    assert Of.read(VILLAGE, of.kept) == of


def test_a_family_of_checks(found: County) -> None:
    by = found.village_clerk
    each = [finding_lists.count(by, Of(VILLAGE, family=one)) for one in finding_lists.families()]
    assert sum(each) == finding_lists.count(by, Of(VILLAGE)) == 2 and 0 in each
    assert finding_lists.groups_with_findings(by, Of(VILLAGE)) == ["一组", "二组"]


def test_paper_and_workbook_say_what_to_do_and_no_number(found: County) -> None:
    by, of = found.village_clerk, Of(VILLAGE, group="一组")
    (page,) = texts(prints.whole_at_once(by, of, foot("甲")))
    book = load_workbook(io.BytesIO(prints.workbook(by, of, foot("甲")))).active
    rows = list(book.iter_rows(values_only=True))
    cells = " ".join(str(cell) for row in rows for cell in row)
    assert rows[2] == ("序号", "村民组", "户编号", "户主", "姓名", "检查", "疑点", "看哪里", "怎么对上的", "怎么办", "核实结果", "签字")
    assert rows[3][:5] == (1, "一组", "H1", "覃天明", "覃天明")
    assert "核实结果" in page and "签字" in page and "第1页，共1页" in page and "一组" in page and "村台账第4行" in page
    for said in (page, cells):
        assert "覃天朋" in said and "农地主" not in said and not any(secret in said for secret in SECRETS)


def test_a_long_list_is_made_by_a_job_in_parts_with_running_pages(found: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bangfu.crosscheck.views.prints.AT_ONCE", 10)
    monkeypatch.setattr("bangfu.crosscheck.prints.PART", 1)
    several("H1", 30)
    several("H2", 30)
    client = signed_in(found, "village_clerk")
    answer = client.post(f"/checks/{VILLAGE}/print/", {"kind": "pdf"})
    assert (answer.status_code, answer["Location"]) == (303, f"/checks/{VILLAGE}/lists/")
    assert "排队中" in client.get(answer["Location"]).content.decode()
    sweep()
    made = Printing.objects.get(what="findings")
    assert made.state == "made", Job.objects.get(subject=str(made.pk)).error
    pages = texts(files.kept(made.digest))
    assert len(pages) == made.pages > 4
    assert all(f"第{nth}页，共{len(pages)}页" in page for nth, page in enumerate(pages, start=1))
    assert [page.count("入户核对人") for page in pages] == [0] * (len(pages) - 1) + [1], "signed once, at the end"
    assert "".join(pages).count("共62条") == 1
    page = client.get(answer["Location"]).content.decode()
    assert f"{made.pages} 页" in page
    taken = client.post(f"/checks/papers/{made.pk}/download/")
    assert taken.status_code == 200 and Entry.objects.latest("id").verb == "printing.taken"


def test_the_job_of_a_part_of_a_village_prints_that_part(found: County) -> None:
    made = print_findings(found.village_clerk, of=Of(VILLAGE, group="二组"))
    sweep()
    made.refresh_from_db()
    text = "".join(texts(files.kept(made.digest)))
    assert "农地主" in text and "覃天明" not in text and "二组" in text


def test_what_cannot_be_listed_is_refused(found: County) -> None:
    client = signed_in(found, "township_clerk")
    assert client.post(f"/checks/{TOWNSHIP}/print/", {"kind": "pdf"}).status_code == 409
    assert client.get(f"/checks/{TOWNSHIP}/lists/").status_code == 409
    assert client.post(f"/checks/{VILLAGE}/print/", {"kind": "pdf", "family": "没有"}).status_code == 409
    for kind in ("pdf", "xlsx"):
        refused = client.post(f"/checks/{VILLAGE}/print/", {"kind": kind, "group": "某" * 100_000})
        assert refused.status_code == 409 and "没有待处理" in refused.content.decode()
    with pytest.raises(Refused, match="没有待处理"):
        print_findings(found.township_clerk, of=Of(VILLAGE, group="九十九组"))


@pytest.mark.parametrize("who", ["neighbour", "stranger", "nobody", "auditor"])
def test_who_does_not_reach_the_village_gets_no_list(found: County, who: str) -> None:
    by = getattr(found, who)
    assert finding_lists.household_numbers(by, Of(VILLAGE)) == [] and finding_lists.count(by, Of(VILLAGE)) == 0
    assert finding_lists.listed(by, Of(VILLAGE), ["H1"]) == []
    with pytest.raises(Forbidden):
        print_findings(by, of=Of(VILLAGE))
    made = print_findings(found.village_clerk, of=Of(VILLAGE))
    client = signed_in(found, who)
    assert client.post(f"/checks/papers/{made.pk}/download/").status_code in (403, 404)
    assert client.get(f"/checks/papers/{made.pk}/progress/").status_code in (403, 404)
