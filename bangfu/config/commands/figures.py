"""bangfu figures: any indicator, any place, any day, as known on any day."""

import argparse
from datetime import date, datetime, time
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from bangfu.config.acting import actor, add_user
from bangfu.config.answer import answer
from bangfu.facts.models import AsOf
from bangfu.registry.counts import differing, recount, step_anew
from bangfu.registry.name_keys import differing_keys, index_all
from bangfu.reporting import kept
from bangfu.reporting.indicators import INDICATORS
from bangfu.reporting.queries import Figure, figure, figures
from bangfu.walls.reach import reaching

VERIFY = "verify"


def add(parser: argparse.ArgumentParser) -> None:
    """figures [NAME] --as [--place] [--as-of] [--known-on]; figures verify [--mend]"""
    parser.add_argument("name", nargs="?", choices=[*INDICATORS, VERIFY], metavar="指标", help="不写就全部；verify＝重数一遍常显的计数和查找键")
    add_user(parser, required=False)   # to recount shows nobody anything
    parser.add_argument("--place", metavar="代码", help="哪个地方；默认岗位所在地")
    parser.add_argument("--as-of", type=date.fromisoformat, metavar="日期", help="情况截至哪一天；默认现在")
    parser.add_argument("--tag", default="", metavar="标签", help="只算有这个标签的村")
    parser.add_argument("--mend", action="store_true", help="verify 时把不一致的计数和查找键按名册重做")
    parser.add_argument("--known-on", type=date.fromisoformat, metavar="日期", help="按哪一天（末了）知道的算；默认现在")


def run(args: argparse.Namespace) -> int:
    """Exit code 1 when `verify` finds a counter, or the keys of a name, that are not what the rows say."""
    if args.name == VERIFY:
        return _verify(args)
    by, days = actor(args), _days(args)
    where = {"at": args.place or by.place_code, "as_of": days, "tag": args.tag}
    with reaching(by.ranges):
        found = [figure(by, args.name, **where)] if args.name else figures(by, **where)
    told = [_line(one) for one in found] if args.name else [line for group, some in groupby(found, _group) for line in (f"\n{group}", *map(_line, some))]
    answer(args, "\n".join(told).lstrip(), figures=[_data(one) for one in found])
    return 0


def _days(args: argparse.Namespace) -> AsOf:
    known = timezone.make_aware(datetime.combine(args.known_on, time.max)) if args.known_on else None
    return AsOf(args.as_of, known)


def _group(one: Figure) -> str:
    return one.indicator.group


def _line(one: Figure) -> str:
    parts = "".join(f"\n    {part.place.name} {part.said}" for part in one.parts)
    return f"{one.place.name} {one.indicator.name}：{one.said} {one.indicator.unit}{parts}"


def _data(one: Figure) -> dict[str, object]:
    return {
        "name": one.indicator.slug, "title": one.name, "group": one.indicator.group,
        "place": one.place.code, "value": one.value, "unit": "分" if one.indicator.is_money else one.indicator.unit, "as_of": one.as_of.day,
        "known_on": one.as_of.known, "definition": one.indicator.definition,
        "parts": [{"place": part.place.code, "name": part.place.name, "value": part.value} for part in one.parts],
    }


def _verify(args: argparse.Namespace) -> int:
    if args.mend:
        _mend()
    wrong, keys, old = differing(), differing_keys(), kept.differing()
    lines = [f"{place}：计数 {kept}，名册 {counted}" for place, (kept, counted) in wrong.items()]
    lines += [f"{place}：{many} 人的查找键与姓名、所在地不符" for place, many in keys.items()]
    lines += [f"{place}：指标计数与名册不符（{'、'.join(INDICATORS[slug].name for slug in slugs)}）" for place, slugs in old.items()]
    answer(
        args, "\n".join(lines) or "计数、查找键、指标与名册一致。", whole=not lines, differing_figures=old,
        differing=[{"place": p, "kept": k, "counted": c} for p, (k, c) in wrong.items()],
        differing_keys=[{"place": place, "persons": many} for place, many in keys.items()],
    )
    return 1 if lines else 0


@transaction.atomic
def _mend() -> None:
    """Makes anew what follows from the register and is not what it says. No facts are written, so there is no entry."""
    places = {place.rstrip("@") for place in differing()}
    recount(places)
    step_anew(places)
    index_all()
    kept.count_anew(kept.differing())
