"""Which tables must stand behind the wall, and which stand before it and why."""

from django.apps import apps

# a place in them, and no wall
BEFORE = {
    "lists_savedview": "whoever was sent the link of a view may open it, and sees what they reach; what it is cut by is sealed",
    "organization_post": "who may do what is looked up before anybody's reach is known, and a desk above is named by its title; no person of the register is in it",
}


def to_be_walled() -> list[str]:
    """Every table whose rows lie at a place, but for those of `BEFORE`. What belongs to such rows is walled beside them, by their migrations."""
    placed = [model for model in apps.get_models() if any(one.attname == "place_code" for one in model._meta.concrete_fields)]
    return sorted(name for model in placed if (name := model._meta.db_table) not in BEFORE)
