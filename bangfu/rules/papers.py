"""一户一档、一村一档: which papers a file holds, in which order, and which of them it must hold.

The kinds stand in household_papers.toml and village_papers.toml, one table each in the order of filing:

    [[paper]]
    slug = "income_sheet"                          what is stored
    word = "家庭收入核算表"
    group = "收入"                                  kinds of one group stand together
    source = "…"                                   the document or step that asks for it, or 各地做法 (local practice)
    always = true                                  every file must hold it
    statuses = { assisted = ["!一般农户"] }          or every file with one of these labels, by family; "*" is any, "!…" any but this one
    risks = ["因病"]                                or with one of these risks
    facts = ["loan"]                               or where one of these facts is so (FACTS)

A kind with none of the last four may be filed and is never missing.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from bangfu.rules.codes import RISK
from bangfu.rules.refusal import Refused
from bangfu.rules.status import FAMILIES

Subject = Literal["household", "village"]
ANY, ANY_BUT = "*", "!"
LOCAL = "各地做法"

FACTS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "household": MappingProxyType({
        "disabled_member": "家里有残疾人", "working_away": "家里有人务工", "aided_pupil": "有学生享受教育资助", "dangerous_house": "住房是C级或D级",
        "rebuilt_house": "享受过危房改造", "relocated": "易地搬迁户", "loan": "有小额信贷", "public_post": "有人在公益性岗位",
        "risk_lifted": "风险已消除",
    }),
    "village": MappingProxyType({
        "has_assisted": "有脱贫户", "has_monitored": "有监测对象", "lifted_village": "出列村", "has_project": "有帮扶项目或项目资产",
        "solar": "有光伏电站",
    }),
})


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper. `number` is its place in the file, group and position, as 3.2; the rest is told above."""

    slug: str
    word: str
    subject: str
    group: str
    number: str
    source: str
    always: bool = False
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    risks: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()

    @property
    def is_local_practice(self) -> bool:
        """Whether no document asks for it."""
        return self.source.startswith(LOCAL)

    def is_required(self, statuses: Mapping[str, str], risks: Collection[str], facts: Collection[str]) -> bool:
        """Whether a file of whom this is true must hold it."""
        by_status = any(label in self.statuses.get(family, ()) for family, label in statuses.items())
        return self.always or by_status or bool(self.risks & set(risks)) or bool(self.facts & set(facts))


def read_kinds(subject: Subject, text: str) -> tuple[PaperKind, ...]:
    """The kinds of one subject, in order, out of a text as told above. ValueError names what is wrong with an entry."""
    entries = tomllib.loads(text)["paper"]
    groups = list(dict.fromkeys(entry["group"] for entry in entries))
    if [entry["group"] for entry in entries] != sorted((entry["group"] for entry in entries), key=groups.index):
        raise ValueError(f"{subject}: a group is torn apart")
    numbers = [f"{place}.{within}" for place, group in enumerate(groups, 1) for within, _ in enumerate(_of(entries, group), 1)]
    return tuple(_kind(subject, number, entry) for number, entry in zip(numbers, entries, strict=True))


def paper_kind(slug: str) -> PaperKind:
    """The kind of a stored word. Refused when there is none."""
    if slug not in BY_SLUG:
        raise Refused("请选择材料的种类。", field="kind")
    return BY_SLUG[slug]


def kinds_of(subject: Subject) -> tuple[PaperKind, ...]:
    """Every kind a file of this subject may hold, in the order of filing."""
    return KINDS[subject]


def required_for(
    subject: Subject, statuses: Mapping[str, str], risks: Collection[str] = (), facts: Collection[str] = (),
) -> tuple[PaperKind, ...]:
    """What a file must hold, in the order of filing.

    `statuses`: family → label it has today ('' for none); `risks`: labels of RISK; `facts`: words of FACTS that are so, and only those.
    ValueError for a fact nobody knows, as a paper would silently not be asked for.
    """
    unknown = set(facts) - set(FACTS[subject])
    if unknown:
        raise ValueError(f"unknown facts of a {subject}: {sorted(unknown)}")
    return tuple(kind for kind in KINDS[subject] if kind.is_required(statuses, risks, facts))


def missing(required: Iterable[PaperKind], kept: Iterable[str]) -> tuple[PaperKind, ...]:
    """Of the required kinds those of which no paper is kept; `kept` are slugs."""
    there = set(kept)
    return tuple(kind for kind in required if kind.slug not in there)


def _of(entries: list[dict[str, Any]], group: str) -> list[dict[str, Any]]:
    return [entry for entry in entries if entry["group"] == group]


def _kind(subject: Subject, number: str, entry: Mapping[str, Any]) -> PaperKind:
    statuses = {family: _labels(family, words) for family, words in entry.get("statuses", {}).items()}
    risks, facts = frozenset(entry.get("risks", ())), frozenset(entry.get("facts", ()))
    strange = [*(risks - set(RISK.labels)), *(facts - set(FACTS[subject]))]
    if strange:
        raise ValueError(f"{entry['slug']}: nobody knows {strange}")
    return PaperKind(**{**entry, "subject": subject, "number": number, "statuses": statuses, "risks": risks, "facts": facts})


def _labels(family: str, words: list[str]) -> tuple[str, ...]:
    """The labels that the words of an entry mean. ValueError for a family or a label nobody knows."""
    if family not in FAMILIES:
        raise ValueError(f"nobody knows the family {family}")
    known = FAMILIES[family].codes.labels
    strange = [word for word in words if word != ANY and word.removeprefix(ANY_BUT) not in known]
    if strange:
        raise ValueError(f"nobody knows {strange} of {family}")
    return tuple(label for label in known if any(word in (ANY, label) or (word[0] == ANY_BUT and word[1:] != label) for word in words))


def _file(subject: Subject) -> tuple[PaperKind, ...]:
    return read_kinds(subject, files(__package__).joinpath(f"{subject}_papers.toml").read_text(encoding="utf-8"))


KINDS: Mapping[str, tuple[PaperKind, ...]] = MappingProxyType({"household": _file("household"), "village": _file("village")})
BY_SLUG = {kind.slug: kind for kinds in KINDS.values() for kind in kinds}
