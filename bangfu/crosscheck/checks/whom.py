"""Whom a list is about (`Source.lists`), as a condition over a household `h`: only of them absence from the list means anything."""

from collections.abc import Mapping

WHOM: Mapping[str, str] = {
    "everybody": "true",
    "assisted": "(coalesce(h.assisted, '') = '脱贫户' OR coalesce(h.monitored, '') <> '')",
}


def is_about(lists: str, *same: str) -> str:
    """SQL: a list is about those of whose household (`h`) this holds; ' AND …', and nothing where it is about everybody."""
    if lists == "everybody":
        return ""
    return f" AND EXISTS (SELECT 1 FROM household h WHERE {' AND '.join(same)} AND {WHOM[lists]})"
