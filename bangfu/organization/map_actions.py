"""What is done to a county's map: it is loaded, given the number under which it was approved, removed."""

from django.db import transaction

from bangfu.facts.models import NOW
from bangfu.journal.actions import Subject, record
from bangfu.organization.actor import Actor
from bangfu.organization.models import CountyMap, Place
from bangfu.organization.shapes import Placed, believed, placed, rows_of
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.place_code import LENGTHS
from bangfu.rules.refusal import Refused

LOAD = "organization.places"   # who arranges places also says what they look like


@transaction.atomic
def load_shapes(by: Actor, *, county: str, file_name: str, content: bytes, code: str = "", approval: str = "") -> Placed:
    """Loads a county's map in place of the one before; `code` names the property that holds the codes ('' to find it). Refused, with what is wrong, for a
    file that is no map of this county."""
    by.must(LOAD, at=county)
    if len(county) != LENGTHS["county"] or not Place.objects.filter(code=county, valid_to=FOREVER_DAY).exists():
        raise Refused("地图按县载入：没有这个在用的县。")
    told = placed(content, county=county, code=code)
    maps, shapes = believed(county)
    new = rows_of(county, told, file_name=file_name, content=content, approval=approval.strip(), loaded_by=by.name)
    record(by, "map.loaded", _subject(county, file_name), at=county, reason=f"{len(told.shapes)} 个地方的轮廓", superseded=[*maps, *shapes], new=new)
    return told


@transaction.atomic
def set_map_approval(by: Actor, *, county: str, approval: str) -> None:
    """Says under which number (审图号) the map was approved; printed under it. Refused when there is no map, or nothing would change."""
    by.must(LOAD, at=county)
    known = _loaded(county)
    if known.approval == approval.strip():
        raise Refused("审图号和现在的一样，没有要改的。", field="approval")
    made = known.draft(approval=approval.strip()[:60])
    record(by, "map.approved", _subject(county, known.file_name), at=county, reason=approval.strip(), superseded=[known], new=[made])


@transaction.atomic
def remove_shapes(by: Actor, *, county: str) -> int:
    """Removes a county's map from all pages; what it was stays in the books. Returns how many outlines. Refused when there is none."""
    by.must(LOAD, at=county)
    known = _loaded(county)
    maps, shapes = believed(county)
    record(by, "map.removed", _subject(county, known.file_name), at=county, superseded=[*maps, *shapes])
    return len(shapes)


def _loaded(county: str) -> CountyMap:
    found = CountyMap.objects.filter(place_code=county, **NOW.filters()).first()
    if found is None:
        raise Refused("还没有载入地图。")
    return found


def _subject(county: str, file_name: str) -> Subject:
    return Subject("map", county, file_name[:160])
