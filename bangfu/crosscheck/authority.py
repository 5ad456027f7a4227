"""Which list is the authority for which columns: what an office decides itself, its list says with authority.

Frozen here until sources are rows of their own, which then answer the same two questions.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

AUTHORITY: Mapping[str, frozenset[str]] = MappingProxyType({
    "household_registration": frozenset({"name", "id_number", "sex", "birth", "relation", "nation"}),       # 公安
    "police_deaths": frozenset({"event_day"}), "deceased_list": frozenset({"event_day"}),
    "disability_cards": frozenset({"disability_kind", "disability_grade"}),                                # 残联
    "medical_insured": frozenset({"resident_medical", "worker_medical"}),                                  # 医保
    "pupils": frozenset({"student"}),                                                                      # 教育
    "minimum_living": frozenset({"minimum_living", "minimum_living_kind"}),                                # 民政
    "destitute": frozenset({"destitute_support", "destitute_kind"}),
    "dangerous_houses": frozenset({"house_grade", "house_dangerous"}),                                     # 住建
    "employment": frozenset({"works"}), "pension_insured": frozenset({"resident_pension"}),                # 人社
})


def is_authority(source: str, column: str) -> bool:
    """Whether a list says a column with authority."""
    return column in AUTHORITY.get(source, frozenset())


def authorities(column: str, sources: Iterable[str]) -> list[str]:
    """Those of some lists that say a column with authority."""
    return [source for source in sources if is_authority(source, column)]
