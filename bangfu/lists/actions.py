"""What people do to their lists: choose columns, save a view, rename it, share it, drop it."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from bangfu.accounts.quota import spend
from bangfu.journal.actions import Subject, record
from bangfu.journal.models import Entry
from bangfu.lists.declared import SIZES, Listing
from bangfu.lists.models import ListChoice, SavedView
from bangfu.lists.queries import TERMS
from bangfu.organization.actor import Actor
from bangfu.rules.refusal import Forbidden, Refused
from bangfu.sealing.ring import ring

LONGEST_NAME, MOST_VIEWS = 60, 100   # characters; views of one person


@transaction.atomic
def choose_columns(by: Actor, *, listing: Listing, columns: Sequence[str], size: int) -> ListChoice:
    """Keeps the columns somebody wants in a list, in their order ([]: the usual ones again), and how many rows a page. Refused for a column there is none
    of, or that the post may not see."""
    by.must(listing.power)
    columns = _columns(by, listing, columns)
    if size not in SIZES:
        raise Refused(f"每页行数请在 {'、'.join(map(str, SIZES))} 里选。", field="size")
    values = {"columns": " ".join(columns), "size": size}
    found, subject = ListChoice.objects.filter(user_id=_user(by), listing=listing.slug).first(), Subject("listing", listing.slug, listing.word)
    if found is None:
        found = ListChoice(user_id=_user(by), listing=listing.slug, **values)
        record(by, "list.arranged", subject, at=by.place_code, new=[found])
    else:
        record(by, "list.arranged", subject, at=by.place_code, rewritten=[(found, values)])
    return found


def _user(by: Actor) -> int:
    """Who it is; the program has no lists of its own."""
    if by.user_id is None:
        raise Forbidden("只有登录的人才能排列表、存视图。")
    return by.user_id


def _columns(by: Actor, listing: Listing, keys: Sequence[str]) -> list[str]:
    """Keys as a person may choose them, those that are always there left out."""
    known = listing.open_to(by)
    if strange := [key for key in keys if key not in known]:
        word = next((one.word for one in listing.columns if one.key == strange[0]), strange[0][:20])
        raise Refused(f"“{word}”不在您能看的列里，请从列表上的“列”里选。", field="column")
    return [key for key in dict.fromkeys(keys) if not known[key].stub]


@transaction.atomic
def save_view(
    by: Actor, *, listing: Listing, name: str, terms: Mapping[str, str], columns: Sequence[str], at: str = "", is_shared: bool = False,
) -> SavedView:
    """Saves how a list stands under a name. `terms`: words of its address, of which those stay that the list declares; `at`: the place it is of, '' for
    the own place of whoever opens it. Refused without a name, for a name the person used for this list before, and beyond `MOST_VIEWS`."""
    by.must(listing.power)
    wanted = {key: value for key, value in terms.items() if key in (*listing.filters, "sort") and value}
    made = SavedView(
        name=_named(by, listing.slug, name), listing=listing.slug, terms=ring().seal(json.dumps(wanted, ensure_ascii=False, sort_keys=True), TERMS),
        columns=" ".join(_columns(by, listing, columns)), at="" if at == by.place_code else at, user_id=_user(by), user_name=by.name,
        saved_at=timezone.now(), is_shared=is_shared, place_code=by.place_code, place_then=by.place_code,
    )
    if SavedView.objects.filter(user_id=_user(by), is_dropped=False).count() >= MOST_VIEWS:
        raise Refused(f"每人最多存 {MOST_VIEWS} 个视图，请先删掉不用的。")
    record(by, "view.saved", Subject("view", str(made.pk), made.name), at=by.place_code, new=[made])
    return made


def _named(by: Actor, listing: str, name: str, but: UUID | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused(f"请给视图起个名字，最多 {LONGEST_NAME} 个字。", field="name")
    others = SavedView.objects.filter(user_id=_user(by), listing=listing, name=name, is_dropped=False)
    if (others.exclude(pk=but) if but else others).exists():
        raise Refused(f"您已经有一个叫“{name}”的视图，请换个名字，或先删掉原来的。", field="name")
    return name


@transaction.atomic
def rename_view(by: Actor, *, view: UUID, name: str, is_shared: bool) -> SavedView:
    """Another name for one's own view, and whether the office may use it. Refused as in `save_view`, and for a view of somebody else."""
    found = _own(by, view)
    told = _named(by, found.listing, name, but=found.pk)
    record(by, "view.renamed", Subject("view", str(found.pk), told), at=by.place_code, rewritten=[(found, {"name": told, "is_shared": is_shared})])
    return found


@transaction.atomic
def drop_view(by: Actor, *, view: UUID) -> SavedView:
    """Drops one's own view: its link opens nothing any more."""
    found = _own(by, view)
    record(by, "view.dropped", Subject("view", str(found.pk), found.name), at=by.place_code, rewritten=[(found, {"is_dropped": True, "is_shared": False})])
    return found


@transaction.atomic
def note_list_taken(by: Actor, *, listing: Listing, at: str, how: str, rows: int, words: str) -> Entry:
    """Notes that a list was printed or taken as a workbook; `how`: pdf or xlsx, `words`: its filter, without what may name a person."""
    by.must(listing.takes, at=at)
    told = "打印" if how == "pdf" else "导出"
    spend(by, rows)
    return record(by, "list.taken", Subject("listing", listing.slug, listing.word), at=at, reason=f"{told} {rows} 行{'：' if words else ''}{words}"[:500])


def _own(by: Actor, view: UUID) -> SavedView:
    by.must("lists.arrange")
    found = SavedView.objects.filter(pk=view, user_id=_user(by), is_dropped=False).first()
    if found is None:
        raise Refused("这个视图不是您存的，或已经删掉了。")
    return found
