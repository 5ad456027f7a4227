"""What the file of a village shows, section by section. A later package adds one line to SECTIONS and a function that asks its one query."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from bangfu.evidence.filing import Shelf, shelves
from bangfu.evidence.forms import KeepForm
from bangfu.evidence.queries import papers_of
from bangfu.organization.actor import Actor
from bangfu.organization.queries import PlaceRow, TagRow, children, groups_of, posts_at, tags_of
from bangfu.registry import queries
from bangfu.registry.queries import VillageFile
from bangfu.registry.queries.printings import PrintingRow
from bangfu.registry.village_forms import PrintForm
from bangfu.registry.village_prints import KINDS
from bangfu.rules.papers import kinds_of, required_for
from bangfu.rules.status import FAMILIES, LIFTED
from bangfu.web.composed import Context, Section

LIFTED_VILLAGE = "出列村"


@dataclass(frozen=True)
class VillagePage:
    """What the sections are about: a village (or grid) on a day, its tags, its papers in order (None where they are not shown); `query` takes the
    days along in addresses."""

    where: PlaceRow
    file: VillageFile
    query: str
    tags: Sequence[TagRow]
    filed: list[Shelf] | None

    @property
    def is_village(self) -> bool:
        return self.where.level == "village"


@dataclass(frozen=True)
class Opened:
    """A figure with the address of the rows behind it and its share of all, in percent."""

    label: str
    number: int
    note: str
    url: str
    share: float


def village_shelves(by: Actor, file: VillageFile) -> list[Shelf]:
    """The papers of a village in filing order, what is missing among them."""
    lifted = ["lifted_village"] if any(one.tag == LIFTED_VILLAGE for one in tags_of(by, file.place)) else []
    required = required_for("village", {}, (), [*file.facts, *lifted])
    return shelves(kinds_of("village"), papers_of(by, [("village", file.place)]), required=required)


def _groups(by: Actor, page: VillagePage) -> Context | None:
    """村民组 with their households, those that stand in the village and are empty too; grids with their counts."""
    file = page.file
    known = {share.label: share.number for cut, those in file.houses if cut.slug == "group" for share in those}
    named = {one.name: one for one in groups_of(by, file.place)}
    grids = children(by, file.place)
    tally = queries.counts_below(by, 15, file.place) if grids else {}
    groups = [(name, known.get(name, 0), named.get(name)) for name in [*known, *(name for name in named if name not in known)]]
    return {"groups": groups, "grids": [(one, tally.get(one.code)) for one in grids]} if groups or grids else None


def stats(file: VillageFile, filed: list[Shelf] | None, query: str) -> list[dict[str, Any]]:
    """The numbers at the head, each leading to its rows."""
    def of(kind: str, label: str = "") -> int:
        return sum(one.households for one in file.labels[kind] if not label or one.label == label)
    troubled = sum(share.number for cut, known in file.houses if cut.slug == "shortcoming" for share in known)
    missing = sum(one.missing for one in filed or ())
    return [
        {"label": "在册户", "number": f"{file.households:,}", "unit": "户", "url": _roster(file, query, by="household")},
        {"label": "在册人口", "number": f"{file.persons:,}", "unit": "人", "url": _roster(file, query)},
        {"label": LIFTED, "number": f"{of('assisted', LIFTED):,}", "unit": "户", "url": _roster(file, query, by="household", status=f"assisted:{LIFTED}")},
        {"label": "监测对象", "number": f"{of('monitored'):,}", "unit": "户", "url": _roster(file, query, by="household", status="monitored:")},
        {"label": "住房、饮水和设施短板", "number": f"{troubled:,}", "unit": "处", "url": "#shortcomings", "red": troubled > 0},
        *([{"label": "村里缺的材料", "number": f"{missing}", "unit": "种", "url": "#papers", "red": missing > 0}] if filed is not None else []),
    ]


def _roster(file: VillageFile, query: str, **filters: str) -> str:
    told = "&".join(filter(None, (urlencode(filters), query)))
    return reverse("roster", args=[file.place]) + (f"?{told}" if told else "")


def _rows(file: VillageFile, query: str, cut: str, label: str) -> str:
    return reverse("village_rows", args=[file.place, cut]) + "?" + "&".join(filter(None, (urlencode({"label": label}), query)))


def _labels(file: VillageFile, kinds: Any, query: str) -> list[tuple[str, list[tuple[Any, str, float]]]]:
    """(heading, its labels each with an address and its share of the households). What a household counts as opens in the roster."""
    def address(kind: str, label: str) -> str:
        return _roster(file, query, by="household", status=f"{kind}:{label}") if kind in FAMILIES else _rows(file, query, kind, label)
    return [
        (KINDS[kind], [(one, address(kind, one.label), one.households * 100 / max(1, file.households)) for one in file.labels[kind]])
        for kind in kinds if file.labels[kind]
    ]


def _cuts(file: VillageFile, cuts: Any, query: str) -> list[tuple[str, list[Opened]]]:
    return [
        (cut.word, [Opened(one.label, one.number, cut.unit, _rows(file, query, cut.slug, one.label), one.percent) for one in known])
        for cut, known in cuts if known
    ]


def _shortcomings(file: VillageFile, query: str) -> list[Opened]:
    return [one for _, known in _cuts(file, [pair for pair in file.houses if pair[0].slug == "shortcoming"], query) for one in known]


def _only_reported(file: VillageFile) -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, (word, text)…) of what a report says that the register cannot count."""
    both = {one.word for one in file.beside}
    told = [(group, [(word, text) for word, text in pairs if word not in both]) for group, pairs in (file.reported.groups if file.reported else ())]
    return [(group, pairs) for group, pairs in told if pairs]


def progress_of(found: PrintingRow) -> dict[str, Any] | None:
    """The work on a print, as parts/progress.html draws it."""
    if found.job is None:
        return None
    return {
        "url": reverse("printing_progress", args=[found.id]), "label": f"{found.of_whom}，{found.households} 户", "done": found.job.done,
        "total": found.job.total, "unit": "步", "state": found.job.state, "sentence": found.job.error,
    }


def _counted(name: str, count: Callable[[VillagePage], Any]) -> Callable[[Actor, VillagePage], Context | None]:
    """A section of counts under one name, left out where nothing was counted."""
    def given(_: Actor, page: VillagePage) -> Context | None:
        found = count(page)
        return {name: found} if found else None
    return given


def _shown_with(known: Callable[[VillagePage], object]) -> Callable[[Actor, VillagePage], Context | None]:
    """A section drawn from the page's own context, left out where there is nothing of it."""
    return lambda _, page: {} if known(page) else None


def _beside(_: Actor, page: VillagePage) -> Context:
    return {"only_reported": _only_reported(page.file)}


def _posts(by: Actor, page: VillagePage) -> Context:
    return {"posts": posts_at(by, page.where.code)}


def _papers(by: Actor, page: VillagePage) -> Context | None:
    if page.filed is None:
        return None
    may_keep = page.is_village and by.can("evidence.keep", at=page.where.code)
    return {
        "shelves": page.filed, "keep_form": KeepForm(kinds=kinds_of("village")) if may_keep else None,
        "keep_url": reverse("keep_village_paper", args=[page.where.code]),
    }


def _printings(by: Actor, page: VillagePage) -> Context | None:
    if not page.is_village:
        return None
    return {"printings": [(one, progress_of(one)) for one in queries.printings(by, page.where.code)], "print_form": PrintForm()}


# (name, template, column, what it is given, power, with which part it follows: who is counted one by one, what goes through years)
# what stands in the page's own context (where, file, query) is there for all
SECTIONS: tuple[Section[VillagePage], ...] = (
    Section("statuses", "web/village/_statuses.html", "main", _counted("statuses", lambda page: _labels(page.file, FAMILIES, page.query))),
    Section("beside", "web/village/_beside.html", "main", _beside, follows="people"),
    Section("people", "web/village/_people.html", "main", _counted("people", lambda page: _cuts(page.file, page.file.members, page.query)), follows="people"),
    Section("incomes", "web/village/_incomes.html", "main", _shown_with(lambda page: page.file.incomes), follows="years"),
    Section("changes", "web/village/_changes.html", "main", _shown_with(lambda page: page.file.changes), follows="years"),
    Section("posts", "web/village/_posts.html", "beside", _posts),
    Section("tags", "web/village/_tags.html", "beside", _shown_with(lambda page: page.tags)),
    Section("month", "web/village/_month.html", "beside", _shown_with(lambda page: True)),
    Section("shortcomings", "web/village/_shortcomings.html", "beside", _counted("shortcomings", lambda page: _shortcomings(page.file, page.query))),
    Section("troubles", "web/village/_troubles.html", "beside", _counted(
        "troubles", lambda page: _labels(page.file, ("risk", "cause", "guarantee"), page.query))),
    Section("groups", "web/village/_groups.html", "beside", _groups),
    Section("bodies", "web/village/_bodies.html", "beside", _shown_with(lambda page: page.file.bodies)),
    Section("papers", "evidence/_papers.html", "beside", _papers, "evidence.look"),
    Section("printings", "web/village/_printings.html", "beside", _printings, "registry.print"),
)
