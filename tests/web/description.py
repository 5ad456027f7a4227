"""The addresses of the product in OpenAPI 3.1, made from what its pages offer (tests/web/surface.py): no page is described by hand.

What a page says of a field is its schema: a list to choose from, a day, the longest text, what must be filled in. What stood there is among the values. Parts of
addresses are as the resolver converts them, or those of an object there is.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import resolve
from django.urls.converters import get_converters

from bangfu.english.middleware import COOKIE, ENGLISH
from tests.web.surface import Kind, Offer, Surface

Schema = dict[str, Any]
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
CHOSEN = {"select", "radio", "button", "submit"}
PAGE = "text/html"


def description(surface: Surface, known: Iterable[str]) -> Schema:
    """Everything that is offered to anybody. `known`: addresses of objects there are, whoever reaches them."""
    every = [offer for offers in surface.offers.values() for offer in offers.values()]
    parts, paths = _parts_of_addresses([*known, *(path for offer in every for path in offer.paths)]), dict[str, Any]()
    for key in dict.fromkeys((offer.name, offer.method) for offer in every):
        offers = [offer for offer in every if (offer.name, offer.method) == key]
        route = offers[0].match.route
        operation = paths.setdefault("/" + PART.sub(r"{\2}", route), {}).setdefault(offers[0].method, _operation(offers))
        operation["parameters"] += [
            {"name": name, "in": "path", "required": True, "schema": _part(converter or "str", parts.get((route, name), {}))} for converter, name in PART.findall(route)
        ]
    return {"openapi": "3.1.0", "info": {"title": "bangfu", "version": "1"}, "paths": paths}


def _parts_of_addresses(known: Iterable[str]) -> dict[tuple[str, str], dict[str, None]]:
    """(route, name of a part) → what stands there in addresses of objects there are."""
    found = dict[tuple[str, str], dict[str, None]]()
    for address in known:
        match = resolve(address)
        for name, said in match.kwargs.items():
            found.setdefault((match.route, name), {})[str(said)] = None
    return found


def _part(converter: str, known: Iterable[str]) -> Schema:
    """A part of an address: what the resolver lets through, or that of an object there is."""
    return _seen(known, {"type": "string", "pattern": f"^{get_converters()[converter].regex}$"})


def _operation(offers: Sequence[Offer]) -> Schema:
    """One address and what it is asked; `offers` are those of each person."""
    fields = {name: _field(name, offers) for name in dict.fromkeys(name for offer in offers for name in offer.fields)}
    needed = [name for name in fields if all(offer.kinds[name].needed for offer in offers if name in offer.kinds) and any(name in offer.kinds for offer in offers)]
    files = {name: {"type": "string", "format": "binary"} for offer in offers for name in offer.files}
    asked: Schema = {
        "operationId": f"{offers[0].name} {offers[0].method}",
        "parameters": [
            {"name": "HX-Request", "in": "header", "schema": {"enum": ["true"]}},
            {"name": COOKIE, "in": "cookie", "schema": {"enum": ["zh", ENGLISH]}},
        ],
        "responses": _answers(offers),
    }
    if offers[0].method == "get":
        asked["parameters"] += [{"name": name, "in": "query", "required": name in needed, "schema": schema} for name, schema in fields.items()]
    else:
        form = {"type": "object", "properties": fields | files, "required": needed, "additionalProperties": False}
        asked["requestBody"] = {"content": {"multipart/form-data" if files else "application/x-www-form-urlencoded": {"schema": form}}}
    return asked


def _field(name: str, offers: Sequence[Offer]) -> Schema:
    """What a field takes, as far as the pages say; and what stood in it."""
    kinds = [offer.kinds[name] for offer in offers if name in offer.kinds]
    kind = kinds[0] if kinds else Kind()
    for other in kinds[1:]:
        kind = kind.also(other)
    seen = dict.fromkeys((*kind.options, *(offer.fields[name] for offer in offers if offer.fields.get(name))))
    if kind.type in CHOSEN:
        return {"enum": list(seen) or [""]}
    if kind.type == "checkbox":
        return {"type": "array", "items": {"enum": list(seen) or ["on"]}, "uniqueItems": True}
    if kind.type == "date":
        return _seen(seen, {"type": "string", "format": "date"})
    if kind.type == "number":
        return _seen(seen, {"type": "integer"})
    return _seen(seen, {"type": "string"} | ({"maxLength": kind.longest} if kind.longest else {}))


def _seen(values: Iterable[str], schema: Schema) -> Schema:
    """One of some values, or whatever else a schema allows."""
    known = list(values)
    return {"anyOf": [{"enum": known}, schema]} if known else schema


def _answers(offers: Sequence[Offer]) -> Schema:
    """A page, or what else the walk saw; another address to go on at; a refusal in words. Never an error."""
    seen = sorted({one for offer in offers for one in offer.answers})
    done = {"description": "done, or to be read"} | ({"content": {one: {} for one in seen}} if seen else {})
    return {"2XX": done, "3XX": {"description": "goes on elsewhere"}, "4XX": {"description": "refused, in words", "content": {PAGE: {}}}}
