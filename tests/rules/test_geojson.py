"""A county's map as it is delivered, and everything that only calls itself one."""

import json
from typing import Any

import pytest

from bangfu.rules.geojson import MOST_BYTES, code_of, code_property, read_features
from bangfu.rules.refusal import Refused

KNOWN = {"990121", "990121001", "990121001001", "990121001200"}
SQUARE = [[90.0, 10.0], [90.1, 10.0], [90.1, 10.1], [90.0, 10.1], [90.0, 10.0]]


def feature(coordinates: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_polygons_become_open_rings_and_properties_text() -> None:
    many = feature([[SQUARE], [[[90.5, 10.5], [90.6, 10.5], [90.6, 10.6], [90.5, 10.5]]]], "MultiPolygon", code=990121001001.0, name="某村", deep={"a": 1})
    (one, two) = read_features(collection(feature(gb="156990121"), many))
    assert one.rings == (((9000000, 1000000), (9010000, 1000000), (9010000, 1010000), (9000000, 1010000)),) and one.properties == {"gb": "156990121"}
    assert [len(ring) for ring in two.rings] == [4, 3] and two.properties == {"code": "990121001001", "name": "某村"}


@pytest.mark.parametrize(("said", "meant"), [
    ("990121", "990121"), ("990121000000", "990121"), ("990121001000", "990121001"), ("990121001", "990121001"), ("990121001001", "990121001001"),
    ("156990121", "990121"), ("156990121001", "990121001"), ("990121001200", "990121001200"), (" 990121001001.0 ", "990121001001"),
    ("990121001002", ""), ("990122", ""), ("990121001001000", "990121001001"), ("", ""), ("青石镇", ""), ("99012100100", ""),
])
def test_a_code_is_known_however_it_is_written(said: str, meant: str) -> None:
    assert code_of(said, KNOWN) == meant


def test_the_property_with_most_codes_is_taken() -> None:
    found = read_features(collection(feature(id="990121", gb="156990121001"), feature(id="7", gb="156990121")))
    assert code_property(found, KNOWN) == "gb"
    with pytest.raises(Refused, match="没有找到写着区划代码的属性（文件里有：name）"):
        code_property(read_features(collection(feature(name="某村"))), KNOWN)


@pytest.mark.parametrize(("content", "sentence"), [
    (b"", "读不懂"), (b"hello", "读不懂"), (b"\xff\xfe\x00\xd8", "不是文本文件"), (b"PK\x03\x04rest", "压缩包"), (b"\x00\x00\x27\x0aXX", "shp"),
    (collection(feature())[:-20], "读不懂"), (b"[]", "FeatureCollection"), (b'{"type": "Topology"}', "FeatureCollection"), (b"null", "FeatureCollection"),
    (collection(), "一个地方也没有"), (collection(None), "不是面"), (collection({"type": "Feature"}), "不是面"), (collection(7), "不是面"),
    (collection(feature([1, 2], "Point")), "不是面"), (collection(feature("x")), "不是面"), (collection(feature([[]])), "没有边界"),
    (collection(feature([])), "没有边界"),
    (collection(feature([["x"]])), "不是数的坐标"), (collection(feature([7])), "坐标不完整"), (collection(feature([7], "MultiPolygon")), "坐标不完整"),
    (collection(feature([[[True, False], [1, 2], [3, 4]]])), "不是数的坐标"), (collection(feature([[[90.0]]])), "不是数的坐标"),
    (collection(feature([[["90", "10"]]])), "不是数的坐标"), (collection(feature([[[10.0, 90.0]]])), "先经度"), (collection(feature([[[3.5e7, 3.1e6]]])), "投影坐标"),
    (collection(feature([[[10**300, 10]]])), "投影坐标"), (b'{"type": "FeatureCollection", "features": [NaN]}', "读不懂"),
    (collection(feature()).replace(b"90.0", b"NaN"), "读不懂"), (collection(feature()).replace(b"90.0", b"1e999"), "投影坐标"),
    (collection(feature()).replace(b"90.0", b"9" * 5000), "读不懂"), (collection(feature()).replace(b"90.0", b"-Infinity"), "读不懂"),
    (b"[" * 100_000, "太多层"), (b'{"a":' * 100_000, "太多层"), (b'{"type":"FeatureCollection","features":' + b"[[" * 20 + b"]]" * 20 + b"}", "太多层"),
    (b"[" + b"[1,2]," * 300_001, "点超过"), (b" " * (MOST_BYTES + 1), "MB"), (collection(*[feature()] * 3001), "图形"),
    (collection(feature([SQUARE, [[100.0, 40.0], [110.0, 40.0], [110.0, 50.0]]])), "不像一个县"),
    (collection(feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}), "3857"),
    (collection(feature([[[90.0, 10.0], [90.0, 10.0], [90.1, 10.0]]])), "没有边界"),
])
def test_whatever_else_it_is_a_sentence_says_so(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_features(content)


def test_what_older_files_say_of_their_system_is_understood() -> None:
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4490", "urn:ogc:def:crs:EPSG::4326"):
        assert read_features(collection(feature(), crs={"type": "name", "properties": {"name": name}}))
    assert read_features(b"\xef\xbb\xbf" + collection(feature(), crs=None)) and read_features(collection(feature(name="某村")).decode().encode("gb18030"))
