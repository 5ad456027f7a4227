"""A county's map: loaded whole or not at all, shown within reach, removed; and the page where that is done."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bangfu.facts.models import FOREVER
from bangfu.journal.models import Entry
from bangfu.journal.verify import verify
from bangfu.organization import actions
from bangfu.organization.changing import read_lines
from bangfu.organization.drawing import laid_out
from bangfu.organization.map_actions import load_shapes, remove_shapes, set_map_approval
from bangfu.organization.map_queries import county_map, drawn, shapes_of
from bangfu.organization.models import CountyMap, PlaceShape
from bangfu.organization.shapes import read, written
from bangfu.rules.outline import bounds
from bangfu.rules.refusal import Forbidden, Refused
from tests.county import COUNTY, FAR_VILLAGE, NEXT_VILLAGE, OTHER_COUNTY, OTHER_TOWNSHIP, THIRD_VILLAGE, TOWNSHIP, VILLAGE, County
from tests.organization.drawn import VILLAGES, geojson, square


def loaded(county: County, content: bytes | None = None, **more: str) -> None:
    load_shapes(county.administrator, county=COUNTY, file_name="云岫.geojson", content=geojson() if content is None else content, **more)


def test_villages_are_loaded_and_the_places_above_put_together(county: County) -> None:
    loaded(county, approval=" 云S〔2026〕1号 ")
    known = county_map(county.county_officer, COUNTY)
    assert known and (known.shapes, known.approval, known.loaded_by) == (9, "云S〔2026〕1号", county.administrator.name)
    township = next(one for one in shapes_of(county.county_officer, [TOWNSHIP]))
    assert township.joined_from_below and bounds(township.rings) == (9_000_000, 1_000_000, 9_030_000, 1_010_000)
    assert set(township.rings[0]) <= {(x, y) for x in range(9_000_000, 9_030_001, 10_000) for y in (1_000_000, 1_010_000)}
    assert [(one.word, one.shapes, one.joined, one.of) for one in drawn(county.administrator, COUNTY)] == [("县", 1, 1, 1), ("乡镇", 2, 2, 2), ("村", 6, 0, 6)]


def test_codes_are_found_however_they_are_written(county: County) -> None:
    towns = {TOWNSHIP: f"156{TOWNSHIP}", OTHER_TOWNSHIP: f"{OTHER_TOWNSHIP}000"}
    loaded(county, geojson(towns, towns, "gb"))
    assert [one.code for one in shapes_of(county.county_officer, [COUNTY, TOWNSHIP, OTHER_TOWNSHIP])] == [COUNTY, TOWNSHIP, OTHER_TOWNSHIP]
    loaded(county, geojson([VILLAGE], {VILLAGE: int(VILLAGE)}, "编号"), code="编号")
    assert [one.code for one in shapes_of(county.county_officer, [COUNTY, TOWNSHIP, *VILLAGES])] == [VILLAGE]   # nothing is put together from a part


@pytest.mark.parametrize(("content", "code", "sentence"), [
    (geojson(said={VILLAGE: "990121001999", NEXT_VILLAGE: "石门"}), "", "属性“code”里有 2 个代码不是本县现有的地方：990121001999、石门"),
    (geojson(), "名称", "属性“名称”里有 6 个代码不是本县现有的地方：（空）"), (geojson(["990122001001"]), "", "没有找到写着区划代码的属性"),
    (b"{}", "", "FeatureCollection"),
])
def test_a_map_that_is_not_of_this_county_changes_nothing(county: County, content: bytes, code: str, sentence: str) -> None:
    loaded(county)
    before = sorted(PlaceShape.objects.values_list("id", "superseded_at"))
    with pytest.raises(Refused, match=sentence):
        loaded(county, content, code=code)
    assert sorted(PlaceShape.objects.values_list("id", "superseded_at")) == before and CountyMap.objects.count() == 1


def test_only_whoever_arranges_places_loads_a_map_and_only_their_own_county_s(county: County) -> None:
    for by in (county.county_officer, county.township_clerk, county.village_clerk, county.auditor):
        with pytest.raises(Forbidden):
            load_shapes(by, county=COUNTY, file_name="x", content=geojson())
    for place, error in ((OTHER_COUNTY, Forbidden), (TOWNSHIP, Refused)):
        with pytest.raises(error):
            load_shapes(county.administrator, county=place, file_name="x", content=geojson())


def test_another_map_takes_its_place_and_the_first_stays_in_the_books(county: County) -> None:
    loaded(county)
    loaded(county, geojson([FAR_VILLAGE]))
    assert [one.code for one in shapes_of(county.county_officer, VILLAGES)] == [FAR_VILLAGE] and PlaceShape.objects.count() == 10
    set_map_approval(county.administrator, county=COUNTY, approval="云S〔2026〕2号")
    assert county_map(county.county_officer, COUNTY).approval == "云S〔2026〕2号"   # type: ignore[union-attr]
    with pytest.raises(Refused, match="一样"):
        set_map_approval(county.administrator, county=COUNTY, approval="云S〔2026〕2号")
    assert remove_shapes(county.administrator, county=COUNTY) == 1
    assert county_map(county.county_officer, COUNTY) is None and not PlaceShape.objects.filter(superseded_at=FOREVER).exists()
    assert list(Entry.objects.filter(subject_kind="map").order_by("number").values_list("verb", flat=True)) == ["map.loaded", "map.loaded", "map.approved", "map.removed"]
    assert verify().whole
    for deed in (lambda: remove_shapes(county.administrator, county=COUNTY), lambda: set_map_approval(county.administrator, county=COUNTY, approval="x")):
        with pytest.raises(Refused, match="还没有载入地图"):
            deed()


def test_nobody_sees_the_outline_of_a_place_out_of_reach(county: County) -> None:
    loaded(county)
    everything = [COUNTY, TOWNSHIP, OTHER_TOWNSHIP, *VILLAGES]
    assert [one.code for one in shapes_of(county.village_clerk, everything)] == [COUNTY, TOWNSHIP, VILLAGE]   # and what stands above
    assert [one.code for one in shapes_of(county.neighbour, VILLAGES)] == [one for one in VILLAGES if one.startswith(OTHER_TOWNSHIP)]
    assert shapes_of(county.stranger, everything) == [] and county_map(county.stranger, COUNTY) is None and shapes_of(county.nobody, everything) == []


def test_places_that_were_merged_are_drawn_as_one(county: County) -> None:
    loaded(county)
    lines = read_lines(f"{NEXT_VILLAGE} {VILLAGE} 上垟村")
    actions.change_places(county.administrator, lines=lines, on=PlaceShape.objects.first().valid_from, document="云政发〔2026〕7号")   # type: ignore[union-attr]
    (one,) = shapes_of(county.county_officer, [VILLAGE])
    assert len(one.rings) == 2 and bounds(one.rings) == (9_000_000, 1_000_000, 9_020_000, 1_010_000)
    assert shapes_of(county.county_officer, [NEXT_VILLAGE]) == []


def test_what_is_kept_is_read_again() -> None:
    rings = (((9_000_000, 1_000_000), (9_010_000, 1_000_000), (9_010_000, -5)), ((1, 2), (3, 4), (5, 6)))
    assert read(written(rings)) == rings


def test_outlines_fill_the_drawing_north_up(county: County) -> None:
    loaded(county)
    drawing = laid_out(shapes_of(county.county_officer, VILLAGES))
    assert drawing and 0 < drawing.width <= 720 and 0 < drawing.height <= 640 and all(one.d.startswith("M") and one.d.endswith("Z") for one in drawing.paths)
    at = {one.code: one for one in drawing.paths}
    assert at[VILLAGE].x < at[NEXT_VILLAGE].x < at[THIRD_VILLAGE].x and at[FAR_VILLAGE].y < at[VILLAGE].y   # the other township lies further north
    assert laid_out([]) is None


@pytest.fixture
def enter(county: County) -> Callable[[str], Client]:
    def signed_in(who: str) -> Client:
        client = Client()
        client.force_login(county.user(who), backend="django.contrib.auth.backends.ModelBackend")
        return client
    return signed_in


def test_the_page_loads_shows_and_removes(county: County, enter: Callable[[str], Client]) -> None:
    client = enter("administrator")
    assert "还没有地图" in client.get(reverse("county_map")).content.decode()
    sent = client.post(reverse("load_map"), {"file": SimpleUploadedFile("云岫.geojson", geojson()), "code": "", "approval": "云S〔2026〕1号"}, follow=True)
    text = sent.content.decode()
    assert "地图已载入：9 个地方，其中 3 个由下级拼成，代码取自属性“code”" in text and text.count('<path class="shade-0"') == 2 and "审图号：云S〔2026〕1号" in text
    client.post(reverse("set_map_approval"), {"approval": ""})
    assert "没有审图号，只供内部看" in client.get(reverse("county_map")).content.decode()
    client.post(reverse("remove_map"))
    assert county_map(county.administrator, COUNTY) is None


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "文件是空的"), (b"hello", "读不懂"), (geojson()[:300], "读不懂"), (b"[" * 90_000, "太多层"), (geojson(said={VILLAGE: "1"}), "不是本县现有的地方"),
    (json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [square(3000, 0)]}}]}).encode(), "经纬度"),
    (geojson().replace(b"90.0", b"NaN"), "读不懂"),
])
def test_a_wrong_file_is_told_above_the_same_form(county: County, enter: Callable[[str], Client], content: bytes, sentence: str) -> None:
    answer = enter("administrator").post(reverse("load_map"), {"file": SimpleUploadedFile("x.json", content), "approval": "保留的字"})
    text = answer.content.decode()
    assert answer.status_code == 409 and sentence in text and "保留的字" in text and not PlaceShape.objects.exists()
