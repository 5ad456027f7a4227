"""What list a file is of which nobody said it: the one that had the very same headings when it was confirmed last, else the layout that stands out."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils import timezone

from bangfu.deliveries import queries
from bangfu.deliveries.fingerprint import headings_print
from bangfu.deliveries.models import Delivery
from bangfu.rules.refusal import Refused
from bangfu.workbooks.header import LOOK_AHEAD, Fit, doubt, layout_fits, understand
from bangfu.workbooks.layout import LAYOUTS, OWN_LIST, Layout
from bangfu.workbooks.sheet import SheetInfo, iter_rows


class Unnamed(Refused):
    """No layout fits a file well enough to be taken for it; `guess` is the slug of the likeliest, '' for none."""

    def __init__(self, sentence: str, guess: str = "") -> None:
        super().__init__(sentence)
        self.guess = guess


@dataclass(frozen=True)
class Recognized:
    """The layout of a file, the slug of its source, and, where it was known by what was said before, a sentence that says so."""

    layout: Layout
    slug: str
    sentence: str = ""


Sample = list[tuple[int, list[str]]]   # the first rows of a sheet
LOOKED_AT = 12   # sheets of a workbook; one a village are all alike


def recognized(path: Path, infos: Sequence[SheetInfo]) -> Recognized:
    """Tells the list by the sheets that are seen. `Unnamed` when it is none that is known, or none surely."""
    seen = [list(islice(iter_rows(path, one.name), LOOK_AHEAD)) for one in infos if one.rows and not one.hidden]
    if before := max(_before(seen), key=lambda one: one.received_at, default=None):
        day = f"{timezone.localtime(before.received_at):%Y-%m-%d}"
        return Recognized(LAYOUTS[before.source.layout], before.source.slug, f"表头和 {day} 收的一份“{before.source.name}”一模一样，照那次认的。")
    layout = _standing_out(seen)
    return Recognized(layout, layout.slug)


def _before(seen: Sequence[Sample]) -> Iterator[Delivery]:
    """The last confirmed files with the headings of a sheet, as each layout reads them."""
    layouts = [one for slug in queries.layouts_confirmed() if (one := LAYOUTS.get(slug))]
    asked: set[tuple[str, str]] = set()
    for sample in seen[:LOOKED_AT]:
        for layout in layouts:
            with suppress(Refused):   # no heading of this layout
                told = headings_print(understand(sample, layout, asking=layout.slug == OWN_LIST))
                if (layout.slug, told) not in asked and (found := queries.confirmed_with(layout.slug, told)):
                    yield found
                asked.add((layout.slug, told))


def _standing_out(seen: Iterable[Sample]) -> Layout:
    """The layout that fits one of the sheets best."""
    best: list[Fit] = []
    for sample in seen:
        fits = layout_fits(sample, (one for one in LAYOUTS.values() if one.slug != OWN_LIST))
        if fits and (not best or fits[0].score > best[0].score):
            best = fits
    if sentence := doubt(best):
        raise Unnamed(f"{sentence}都不是的话，可以作为一份新的名单收下。", best[0].layout.slug if best else "")
    return best[0].layout
