"""Large papers of the checks made in parts by a job: entries are read and laid out some tens at a time, then rendered with their page numbers, then joined
(docs/decisions/0021). What was laid out lies sealed and is what is rendered: a finding settled in between changes no page.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from typing import Any

from bangfu.documents import apart, pdf
from bangfu.documents.joining import Bookmark, joined
from bangfu.organization.actor import Actor
from bangfu.registry.models import Printing
from bangfu.registry.prints import Foot
from bangfu.sealing import files

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class Paper:
    """A kind of paper. `keys`: what it is made of, in order; `entries`: some of them as its template reads them, each with `group` and `bookmark`, those
    out of reach left out; `head`: what the template reads beside; `part`: how many entries are laid out at once."""

    template: str
    title: str
    part: int
    keys: Callable[[Actor, Printing], Sequence[str]]
    head: Callable[[Actor, Printing], Mapping[str, Any]]
    entries: Callable[[Actor, Printing, Sequence[str]], Sequence[Entry]]


@dataclass(frozen=True)
class Plan:
    """How far a print is. `laid`: SHA-256 of the entries of each part, sealed; `marks`: (group, bookmark) and `pages` of each entry laid out; `parts`: SHA-256
    of each part rendered. Kept sealed, a new one at each step; `before` is the one it takes the place of."""

    head: Mapping[str, Any]
    keys: Sequence[str]
    laid: Sequence[str] = ()
    marks: Sequence[Sequence[str]] = ()
    pages: Sequence[int] = ()
    ends: Sequence[int] = ()
    parts: Sequence[str] = ()
    before: str = ""
    digest: str = field(default="", compare=False)

    def steps(self, part: int) -> tuple[int, int]:
        """(steps done, steps in all): each part is laid out and rendered."""
        return len(self.laid) + len(self.parts), 2 * -(-len(self.keys) // part)

    @property
    def starts(self) -> list[int]:
        """On which page each entry begins, and the first page that is no more."""
        return list(accumulate(self.pages, initial=1))


def planned(by: Actor, printing: Printing, paper: Paper, below: Foot) -> Plan:
    """What is to be printed, and nothing of it yet."""
    return kept(Plan({**asdict(below), **paper.head(by, printing), "title": paper.title}, list(paper.keys(by, printing))))


def advanced(by: Actor, printing: Printing, paper: Paper, plan: Plan) -> Plan:
    """One step further: the next part laid out, or, when all are, the next rendered."""
    is_laid = len(plan.laid) * paper.part >= len(plan.keys)
    return kept(replace(_rendered(paper, plan) if is_laid else _laid_out(by, printing, paper, plan), before=plan.digest))


def _laid_out(by: Actor, printing: Printing, paper: Paper, plan: Plan) -> Plan:
    start = len(plan.laid) * paper.part
    entries = list(paper.entries(by, printing, plan.keys[start : start + paper.part]))
    starts = apart.asked(paper.template, _data(plan, entries, 1, 9999), "starts") if entries else []
    return replace(
        plan, laid=[*plan.laid, files.keep(json.dumps(entries, ensure_ascii=False).encode())], marks=[*plan.marks, *_marks(entries)],
        pages=[*plan.pages, *(after - before for before, after in zip(starts, starts[1:], strict=False))], ends=[*plan.ends, len(plan.marks) + len(entries)],
    )


def _rendered(paper: Paper, plan: Plan) -> Plan:
    nth = len(plan.parts)
    entries, first = json.loads(files.kept(plan.laid[nth])), plan.ends[nth - 1] if nth else 0
    content = apart.render(paper.template, _data(plan, entries, plan.starts[first], plan.starts[-1] - 1), tagged=False) if entries else b""
    return replace(plan, parts=[*plan.parts, files.keep(content) if content else ""])


def _data(plan: Plan, entries: Sequence[Entry], first: int, total: int) -> dict[str, Any]:
    return {**plan.head, "entries": entries, "first": first, "total": total}


def _marks(entries: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(one["group"], one["bookmark"]) for one in entries]


def whole(paper: Paper, plan: Plan) -> bytes:
    """The PDF: all parts, a bookmark for each group and each entry."""
    groups: dict[str, list[Bookmark]] = {}
    for (group, word), page in zip(plan.marks, plan.starts, strict=False):
        groups.setdefault(group, []).append(Bookmark(word, page))
    marks = [Bookmark(group or "没有填村民组", those[0].page, those) for group, those in groups.items()]
    return joined(paper.title, (files.kept(digest) for digest in plan.parts if digest), marks)


def kept(plan: Plan) -> Plan:
    """The plan, sealed; `digest` says where."""
    content = {name: value for name, value in asdict(plan).items() if name != "digest"}
    return replace(plan, digest=files.keep(json.dumps(content, ensure_ascii=False).encode()))


def read_plan(digest: str) -> Plan | None:
    """A plan again; None when it is gone."""
    try:
        return Plan(**json.loads(files.kept(digest)), digest=digest)
    except FileNotFoundError:
        return None


def at_once(template: str, title: str, below: Foot, head: Mapping[str, Any], entries: Sequence[Entry]) -> bytes:
    """A small paper whole, in one go: its pages counted by the template itself."""
    return pdf.render(template, {**asdict(below), **head, "title": title, "entries": list(entries), "first": 1, "total": 0})
