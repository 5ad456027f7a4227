"""A county's own map as it is delivered: a GeoJSON FeatureCollection (RFC 7946) of polygons, each with the code of its place.

What is measured before anything is parsed: the size, how many brackets there are, and how deeply they stand in one another. Every fault is a sentence.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bangfu.rules.outline import DEGREE, Point, Ring
from bangfu.rules.place_code import LEVELS
from bangfu.rules.refusal import Refused

MOST_BYTES, MOST_POINTS, MOST_FEATURES, DEEPEST = 20 * 1024 * 1024, 300_000, 3_000, 12
WEST, EAST, SOUTH, NORTH = 73.0, 136.0, 3.0, 54.0   # degrees of the country's furthest points, rounded outwards
WIDEST = 12.0   # degrees a county may span
KNOWN_SYSTEMS = ("CRS84", "4326", "4490")
COUNTRY = "156"   # GB/T 2659: what the 国家地理信息公共服务平台 puts before a code of six digits (gb)
TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
HOW = "请在地图软件里另存为 GeoJSON（WGS-84 或 GCJ-02 经纬度）再载入。"


@dataclass(frozen=True)
class Feature:
    """One feature: its properties as text, and the rings of its polygons."""

    properties: Mapping[str, str]
    rings: tuple[Ring, ...]


def read_features(content: bytes) -> list[Feature]:
    """The features of a file, in its order. Refused for what is no such file, for one too large or too deep, and for coordinates that are none."""
    told = _parsed(content)
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):
        raise Refused(f"这不是 GeoJSON 的 FeatureCollection。{HOW}", field="file")
    _known_system(told.get("crs"))
    features = told["features"]
    if not features:
        raise Refused("文件里一个地方也没有。请检查导出时选中了要导出的图层。", field="file")
    if len(features) > MOST_FEATURES:
        raise Refused(f"文件里有 {len(features):,} 个图形，一个县最多 {MOST_FEATURES:,} 个。请只导出本县的乡镇、村。", field="file")
    found = [_feature(nth, one) for nth, one in enumerate(features, start=1)]
    _spans_a_county(found)
    return found


def code_property(features: Sequence[Feature], known: Collection[str]) -> str:
    """The property whose values are codes of places, the most of them. Refused when no property has any."""
    hits = Counter(name for one in features for name, value in one.properties.items() if code_of(value, known))
    if not hits:
        names = "、".join(sorted({name for one in features for name in one.properties})[:12]) or "没有属性"
        raise Refused(f"没有找到写着区划代码的属性（文件里有：{names}）。每个图形要有一个属性写它的 12 位区划代码，或写明是哪个属性。", field="code")
    return max(sorted(hits), key=lambda name: hits[name])


def code_of(value: str, known: Collection[str]) -> str:
    """The known place a value means: 12 digits, fewer, or with noughts behind, with 156 before or not. '' when there is none."""
    text = value.strip().removesuffix(".0")
    for digits in (one for one in (text, text.removeprefix(COUNTRY)) if len(one) in LEVELS):
        for length in sorted(LEVELS, reverse=True):
            short = digits[:length]
            if len(short) == length and short in known and not digits[length:].strip("0"):
                return short
    return ""


def _parsed(content: bytes) -> Any:
    if len(content) > MOST_BYTES:
        raise Refused(f"文件有 {len(content) // 1024 // 1024} MB，最多 {MOST_BYTES // 1024 // 1024} MB。请先在地图软件里把边界化简。", field="file")
    if content[:4] in (b"PK\x03\x04", b"\x00\x00\x27\x0a", b"%PDF"):
        raise Refused(f"这是压缩包、shp 或 PDF，不是 GeoJSON。{HOW}", field="file")
    _measured(content)
    try:
        return json.loads(_text(content), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refused(f"文件读不懂：不是完整的 JSON，可能没有下载完或被改坏了。{HOW}", field="file") from error


def _measured(content: bytes) -> None:
    depth = brackets = 0
    for token in TOKENS.finditer(content):
        word = token[0]
        depth += word in (b"[", b"{")
        depth -= word in (b"]", b"}")
        brackets += word == b"["
        if depth > DEEPEST or brackets > MOST_POINTS:
            raise Refused(
                f"文件里的点超过 {MOST_POINTS:,} 个，请先在地图软件里把边界化简。" if depth <= DEEPEST else f"文件套了太多层，不是地图。{HOW}", field="file",
            )


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(f"这不是文本文件。{HOW}", field="file")


def _no_number(word: str) -> float:
    raise ValueError(word)


def _known_system(said: Any) -> None:
    """The coordinate system a file of the older kind (GeoJSON 2008) names."""
    properties = said.get("properties") if isinstance(said, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if name and not str(name).endswith(KNOWN_SYSTEMS):
        raise Refused(f"文件的坐标系是 {str(name)[:60]}，不是经纬度。请转成 WGS-84（或 CGCS2000、GCJ-02）的经纬度再载入。", field="file")


def _feature(nth: int, said: Any) -> Feature:
    shape = said.get("geometry") if isinstance(said, dict) else None
    kind, parts = (shape.get("type"), shape.get("coordinates")) if isinstance(shape, dict) else (None, None)
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(parts, list):
        raise Refused(f"第 {nth} 个图形不是面（Polygon、MultiPolygon）。请只导出乡镇、村的面图层。", field="file")
    polygons = [parts] if kind == "Polygon" else parts
    if not all(isinstance(one, list) for one in polygons):
        raise Refused(f"第 {nth} 个图形的坐标不完整。{HOW}", field="file")
    rings = tuple(ring for ring in (_ring(nth, line) for polygon in polygons for line in polygon) if len(ring) >= 3)
    if not rings:
        raise Refused(f"第 {nth} 个图形没有边界。{HOW}", field="file")
    properties = said.get("properties")
    return Feature(dict(_words(properties if isinstance(properties, dict) else {})), rings)


def _words(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in properties.items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield name, str(int(value) if isinstance(value, float) and value.is_integer() else value)[:60]


def _ring(nth: int, line: Any) -> Ring:
    """A line of the file as an open ring, without points that say the same twice."""
    if not isinstance(line, list):
        raise Refused(f"第 {nth} 个图形的坐标不完整。{HOW}", field="file")
    points: list[Point] = []
    for one in line:
        point = _point(nth, one)
        if not points or points[-1] != point:
            points.append(point)
    return tuple(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)


def _point(nth: int, one: Any) -> Point:
    pair = one[:2] if isinstance(one, list) else []
    if len(pair) < 2 or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in pair):
        raise Refused(f"第 {nth} 个图形里有不是数的坐标。{HOW}", field="file")
    x, y = pair
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise Refused(
            f"第 {nth} 个图形的坐标 {str(x)[:12]}, {str(y)[:12]} 不是国内的经纬度（先经度 {WEST:.0f}—{EAST:.0f}，后纬度 {SOUTH:.0f}—{NORTH:.0f}）。"
            "多半是投影坐标（米），请转成 WGS-84 或 GCJ-02 的经纬度再载入。", field="file",
        )
    return round(x * DEGREE), round(y * DEGREE)


def _spans_a_county(features: Sequence[Feature]) -> None:
    points = [point for one in features for ring in one.rings for point in ring]
    wide, high = (max(values) - min(values) for values in zip(*points, strict=True))
    if max(wide, high) > WIDEST * DEGREE:
        raise Refused(f"图上从一头到另一头有 {max(wide, high) / DEGREE:.0f} 度，不像一个县。请只导出本县。", field="file")
