"""The rows the engine compares: one shape for the register, one for every delivered list. No clear number stands in either."""

from datetime import date

from bangfu.crosscheck.shapes import Delivered, InForce, Registered
from bangfu.rules.person_name import fold

__all__ = ["DECEASED", "DELIVERED", "LEDGER", "NATIONAL", "REGISTER", "SOURCES", "VILLAGE", "Delivered", "InForce", "Registered", "delivered", "registered"]

REGISTER = "register"
NATIONAL, LEDGER, DECEASED = "national_persons", "village_ledger", "deceased_list"
SOURCES = (NATIONAL, LEDGER, DECEASED)
DELIVERED = "delivered_row"   # origin of a record taken over from a list as it stood

VILLAGE = "990121001001"


def registered(person: str, name: str, nid: str = "", **rest: object) -> Registered:
    """An example person: `nid` is any word, with what follows the first 18 behind a plus ("A", "A+43"); without one the cell is blank."""
    kept = Registered(
        person=person, household="h1", household_number="H1", person_number="", place_code=VILLAGE, name=name, name_folded=fold(name),
        id_index=nid, id18_index=nid.partition("+")[0], id_status="ok" if nid else "blank", sex="男", birth=date(1980, 1, 1),
        relation="户主", origin_kind=DELIVERED, origin_id="",
    )
    return kept._replace(**rest)  # type: ignore[arg-type]


def delivered(source: str, row: str, name: str, nid: str = "", **rest: object) -> Delivered:
    """An example row of a list, as `registered`."""
    kept = Delivered(
        source=source, row=row, delivery="d-" + source, number=5, place_code=VILLAGE, name=name, name_folded=fold(name),
        id_index=nid, id18_index=nid.partition("+")[0], id_status="ok" if nid else "blank", sex="男", birth=date(1980, 1, 1),
        relation="", household_number="H1", person_number="", event_day=None,
    )
    return kept._replace(**rest)  # type: ignore[arg-type]
