"""Which rows go where when places change, and how many of each kind. Knows no table above by name: every model whose rows lie somewhere
(`place_code`, and watched by the journal or `Placed`) follows, also those of packages that stand above (docs/decisions/0014)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import OperationalError, connection, models

from bangfu.facts.models import NOW, Fact, Placed, Recorded
from bangfu.organization.actor import within
from bangfu.organization.changing import Fate, Plan
from bangfu.organization.models import Group, Place, Post
from bangfu.rules import place_code
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.place_code import CodeRange
from bangfu.rules.refusal import Refused

# a village to be split → of every household and person that ever lay there: str(id) → the village at which its 村民组 was said, and its name
Members = Callable[[str], Mapping[str, tuple[str, str]]]
OTHER = "其他记录"
PATIENCE = "3s"
BUSY = "现在有人正在这里登记或应用名单。请等一两分钟再办，什么都没有改。"


@dataclass(frozen=True)
class KindCount:
    """How many rows of one kind go: `now` those that hold today, `rows` all with their history."""

    word: str
    now: int
    rows: int


def lying_models() -> list[type[models.Model]]:
    """Every table whose rows lie at a place and follow it. Posts are not among them: they follow as posts do (`following`)."""
    found = [model for model in apps.get_models() if issubclass(model, Placed | Fact | Recorded) and model is not Post]
    return [model for model in found if any(one.attname == "place_code" for one in model._meta.concrete_fields)]


def hold_still() -> None:
    """Lets nobody else write rows that lie somewhere until this transaction ends, so that none is left behind at a code that is gone.

    Refused when somebody is writing just now and does not end within PATIENCE: long enough for the database's own cleaning to give way, which it does
    after a second (PostgreSQL, deadlock_timeout). On SQLite an action has the database to itself anyway.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in lying_models())
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        raise Refused(BUSY) from error


def grid_goals(plan: Plan) -> dict[str, str]:
    """Old code → new code of the grids of villages that go on whole under another code: the same last digits where they are free.

    Grids of a village that is split and does not go on itself have no successor: '' (their rows lie at the new village until it is
    divided into grids anew).
    """
    villages = {code for fate in plan.fates.values() for code in (fate.old.code, *(line.new for line in fate.lines))}
    found = Place.objects.filter(parent__in=villages, level="grid", valid_to=FOREVER_DAY)
    grids = list(found.order_by("code").values_list("code", flat=True))
    goals: dict[str, str] = {}
    staying = {code for code in grids if code[:12] not in plan.fates or plan.fates[code[:12]].continues}
    for code in grids:
        fate = plan.fates.get(code[: place_code.LENGTHS["village"]])
        if fate and not fate.continues:
            goals[code] = "" if fate.is_split else _free(fate.main.new, code[-3:], staying | set(goals.values()))
    return goals


def _free(village: str, digits: str, taken: set[str]) -> str:
    wanted = [village + digits, *(f"{village}{number:03d}" for number in range(1, 1000))]
    return next(code for code in wanted if code not in taken)


@dataclass(frozen=True)
class Moves:
    """Rows of one fate with where they go, and what could not be said: how many members have no 村民组 while nothing takes the rest."""

    rows: Sequence[tuple[Any, str]]
    homeless: int = 0


def moves_of(fate: Fate, grids: Mapping[str, str], members: Members | None) -> Moves:
    """All rows that lie at the place or in its grids, with the code they lie at from now on. Only those that go elsewhere are named."""
    if fate.is_renaming:
        return Moves([])
    rows: list[Any] = [row for model in lying_models() if model is not Group for row in model._default_manager.filter(_at(fate.old.code))]
    if not fate.is_split:
        moved = [(row, grids.get(row.place_code) or fate.main.new) for row in rows]
        return Moves([*moved, *((group, fate.main.new) for group in groups_at(fate.old.code))])
    return _split(fate, rows, members)


def _at(code: str) -> models.Q:
    """A village with its grids; a township without its villages, which have fates of their own."""
    return within([CodeRange.under(code)]) if len(code) == place_code.LENGTHS["village"] else models.Q(place_code=code)


def rows_at(code: str) -> list[Any]:
    """Every row that lies at one code itself."""
    return [row for model in lying_models() for row in model._default_manager.filter(place_code=code)]


def groups_at(code: str) -> list[Group]:
    """Every 村民组 that lies at a village, also those that are closed."""
    return list(Group.objects.filter(place_code=code).order_by("name", "valid_from"))


def _split(fate: Fate, rows: Sequence[Any], members: Members | None) -> Moves:
    """Rows of a village that is split: 村民组 by their lines, households by their 村民组, everything else with what it names."""
    groups, main = groups_at(fate.old.code), fate.main.new
    labels = group_labels(groups)
    goals = {name: line.new for line in fate.lines for name in line.groups}
    by_group = {(group.place_then, group.name): goals.get(labels.get(group.pk, ""), main) for group in groups if group.pk in labels}
    has_rest, routes, homeless = any(line.rest for line in fate.lines), {}, 0
    for member, said in (members(fate.old.code) if members else {}).items():
        goal = by_group.get(said) or _only([to for (_, name), to in by_group.items() if name == said[1]])
        homeless += not goal and not has_rest
        routes[member] = goal or main
    moved = [*((group, goals.get(labels.get(group.pk, ""), main)) for group in groups), *_routed(rows, routes, main, {line.new for line in fate.lines})]
    return Moves([(row, goal) for row, goal in moved if not (fate.continues and goal == fate.old.code)], homeless)


def _only(found: Sequence[str]) -> str:
    return found[0] if len(found) == 1 else ""


def group_labels(groups: Iterable[Group]) -> dict[Any, str]:
    """What the 村民组 standing in one village are told apart by: their name, with the village it came from where two have the same."""
    standing = [group for group in groups if group.valid_to == FOREVER_DAY]
    names = Counter(group.name for group in standing)
    called = dict(Place.objects.filter(code__in={group.place_then for group in standing}).order_by("valid_from").values_list("code", "name"))
    return {
        group.pk: group.name if names[group.name] == 1 or group.place_then == group.place_code
        else f"{group.name}（原{called.get(group.place_then, group.place_then)}）" for group in standing
    }


def _routed(rows: Sequence[Any], routes: dict[str, str], main: str, parts: Collection[str]) -> Iterator[tuple[Any, str]]:
    """Each row goes with what it names: a household, a person, or a row that has found its way already; what names none of them belongs
    to the village as such: back to the part whose code it was written at, else on with the successor."""
    waiting, found = list(rows), True
    while waiting and found:
        unsaid, found = [], False
        for row in waiting:
            goal = next((routes[one] for one in _named_by(row) if one in routes), None)
            if goal is None:
                unsaid.append(row)
                continue
            found = True
            routes[str(row.pk)] = goal
            yield row, goal
        waiting = unsaid
    for row in waiting:
        then = getattr(row, "place_then", "")[: place_code.LENGTHS["village"]]
        yield row, then if then in parts else main


def _named_by(row: models.Model) -> Iterator[str]:
    """What a row may go with: what its model says (`Placed.GOES_WITH`), else itself, its foreign keys, and its subject."""
    said = getattr(row, "GOES_WITH", ())
    names = said or [str(row._meta.pk and row._meta.pk.attname), *(f.attname for f in row._meta.concrete_fields if f.is_relation), "subject_id", "subject"]
    yield from (str(getattr(row, name)) for name in names if getattr(row, name, None))


def counted(rows: Iterable[Any]) -> list[KindCount]:
    """How many of each kind, by the model's own word; kinds that have none in Chinese are told together."""
    now: Counter[str] = Counter()
    all_rows: Counter[str] = Counter()
    for row in rows:
        word = _word(type(row))
        all_rows[word] += 1
        now[word] += getattr(row, "is_current", True)
    return [KindCount(word, now[word], number) for word, number in sorted(all_rows.items(), key=lambda pair: (pair[0] == OTHER, -pair[1]))]


def counted_at(code: str) -> list[KindCount]:
    """How many of each kind lie at a place, counted by the database."""
    now: Counter[str] = Counter()
    all_rows: Counter[str] = Counter()
    for model in lying_models():
        found = model._default_manager.filter(_at(code))
        all_rows[_word(model)] += found.count()
        now[_word(model)] += found.filter(**NOW.filters()).count() if issubclass(model, Fact) else found.count()
    return [KindCount(word, now[word], number) for word, number in sorted(all_rows.items(), key=lambda pair: (pair[0] == OTHER, -pair[1])) if number]


def _word(model: type[models.Model]) -> str:
    word = str(model._meta.verbose_name)
    return OTHER if word.isascii() else word


def would_collide(moves: Sequence[tuple[Any, str]]) -> list[str]:
    """Kinds of rows of which two may not lie at one place, and would."""
    by_model = defaultdict(list)
    for row, goal in moves:
        by_model[type(row)].append((row, goal))
    return [
        f"有两条“{_word(model)}”会挤在同一个地方（{rule.name}），这次合并办不了。请联系系统管理员。"
        for model, pairs in by_model.items() for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint) and "place_code" in rule.fields and _twice(model, rule.fields, pairs)
    ]


def _twice(model: type[models.Model], fields: Sequence[str], pairs: Sequence[tuple[Any, str]]) -> bool:
    """Whether two rows would say the same in the fields that may be said once, each at the place it goes to."""
    names = [model._meta.get_field(name).attname for name in fields]   # type: ignore[union-attr]
    going = {row.pk for row, _ in pairs}
    coming = [tuple(goal if name == "place_code" else getattr(row, name) for name in names) for row, goal in pairs]
    there = model._default_manager.filter(place_code__in={goal for _, goal in pairs}).exclude(pk__in=going).values_list(*names)
    return len(set(coming)) < len(coming) or bool(set(coming) & set(there))
