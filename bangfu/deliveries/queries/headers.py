"""What is known of lists and their headings: the lists there are, what clerks explained, what was confirmed of one file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from bangfu.deliveries.models import (
    DeliveredColumn,
    DeliveredSheet,
    Delivery,
    LearnedHeader,
    Source,
)
from bangfu.organization.actor import Actor
from bangfu.rules.delivery import CONFIRMED
from bangfu.walls.reach import whole_county
from bangfu.workbooks.header import Kept, Understanding, rebuilt
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST

HEADINGS = "whoever reaches a row may know what its columns and its sheet are called, also where the list is the township's or the county's"

MEMORY = "what a heading means is learned once for the county, whoever learned it"


@dataclass(frozen=True)
class LearnedRow:
    """What somebody explained of a heading: for which list, that it means `label` ('' for: left alone), who, when, in which file, and until when."""

    id: UUID
    source_name: str
    text: str
    label: str
    taught_at: datetime | None
    taught_by: str
    taught_in: str
    ended_at: datetime | None


def learned_headers(source: str) -> dict[str, str]:
    """What clerks explained of a source's headers, and holds: header text → field key."""
    return dict(LearnedHeader.objects.filter(source__slug=source, ended_at=None).values_list("text", "key"))


def headers_taught(by: Actor, *, limit: int = 500) -> list[LearnedRow]:
    """What was ever explained of headings, list by list, what holds before what does not any more. The county has one memory: everybody who may look at
    deliveries sees it."""
    if not by.can("deliveries.look"):
        return []
    found = LearnedHeader.objects.select_related("source").order_by("source__name", F("ended_at").desc(nulls_first=True), "text", "-id")
    labels = {layout.slug: {one.key: one.label for one in layout.fields} for layout in LAYOUTS.values()}
    return [
        LearnedRow(
            one.pk, one.source.name, one.text, labels.get(one.source.layout, {}).get(one.key, one.key), one.taught_at, one.taught_by, one.taught_in, one.ended_at,
        ) for one in found[:limit]
    ]


def layouts() -> list[tuple[str, str, str]]:
    """(slug, title, note) of every list that can be delivered: those with a layout, then the county's own."""
    own = Source.objects.filter(layout=OWN_LIST).exclude(slug=OWN_LIST).order_by("name").values_list("slug", "name")
    return [*((one.slug, one.title, one.note) for one in LAYOUTS.values() if one.slug != OWN_LIST), *((slug, name, "") for slug, name in own)]


@whole_county(MEMORY)
def layouts_confirmed() -> list[str]:
    """The slugs of the layouts of which files were confirmed, those of the county's own lists too."""
    return list(_confirmed().values_list("source__layout", flat=True).distinct())


@whole_county(MEMORY)
def confirmed_with(layout: str, headings: str) -> Delivery | None:
    """The file of a layout that was confirmed last with these headings (`headings_print`)."""
    return _confirmed().filter(source__layout=layout, headings=headings).select_related("source").order_by("-received_at").first()


def _confirmed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state__in=CONFIRMED).exclude(headings="").order_by()


@whole_county(HEADINGS)
def understanding_of(found: Delivery, sheet: DeliveredSheet | None = None) -> Understanding:
    """The confirmed understanding of a delivery, in the shape in which rows are read; of one of its sheets, or of the first."""
    kept = DeliveredColumn.objects.filter(delivery=found).defer("examples").order_by("position")
    columns = [Kept(one.position, one.letter, one.text, one.key, one.how, one.unit) for one in kept]
    of = sheet or DeliveredSheet(header_row=found.header_row)
    return rebuilt(of.header_row, of.header_rows, columns, banner=of.banner.splitlines(), since_1904=of.since_1904)


@whole_county(HEADINGS)
def keys_of(delivery: UUID) -> dict[str, str]:
    """Key → letter of the columns of a delivery that were understood."""
    return dict(DeliveredColumn.objects.filter(delivery=delivery).exclude(key="").values_list("key", "letter"))


@whole_county(HEADINGS)
def sheets_read(delivery: UUID) -> list[DeliveredSheet]:
    """The sheets of a delivery that were read, in their turn."""
    return list(DeliveredSheet.objects.filter(delivery=delivery, turn__isnull=False).order_by("turn"))
