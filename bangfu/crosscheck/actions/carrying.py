"""Findings carried over to a further key of the blind indexes: what names them across runs is made of indexes, and no index of before can be had from it."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction
from django.utils import timezone

from bangfu.crosscheck import engine, snapshot
from bangfu.crosscheck.models import Finding
from bangfu.crosscheck.reading import read_county
from bangfu.journal.actions import Deed, record_all
from bangfu.keys.subjects import about_index
from bangfu.organization.actor import Actor
from bangfu.rules.finding import identity
from bangfu.sealing.ring import ring

INDEX = re.compile(r"(?<![0-9a-z-])[0-9a-z][0-9a-f]{31}(?![0-9a-z-])")   # one by itself, or beside other words of a key
AT_A_TIME = 1_000


def carry_findings(by: Actor, *, at: str, say: Callable[[str], None]) -> int:
    """Gives every finding that a run over the county would find today the identity by which the first run after the change finds it again; its exemption, its
    corrections and its days stay with it. Returns how many. Those of a later find that were gone today are new ones then."""
    by.must("keys.change")
    carried = _identities(at, say)
    with transaction.atomic():
        found = list(Finding.objects.select_for_update().filter(identity__among=set(carried)).order_by("pk"))
        parts = (found[start : start + AT_A_TIME] for start in range(0, len(found), AT_A_TIME))
        record_all(by, [
            Deed("findings.carried", about_index(), at, reason=f"{len(some)} 条", rewritten=[(one, {"identity": carried[one.identity]}) for one in some], told=False)
            for some in parts
        ])
    return len(found)


def _identities(at: str, say: Callable[[str], None]) -> dict[str, str]:
    """Identity now → identity under every key there is, of all that a run over the county finds and that is named by an index."""
    told: dict[str, str] = {}

    def named(check: str, subject: str, values: Iterable[str]) -> str:
        marks = list(values)
        now, then = identity(check, subject, marks), identity(check, _raised(subject), map(_raised, marks))
        if now != then:
            told[now] = then
        return now

    folder = snapshot.folder_of_all()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=folder) as where:
        read = read_county(Path(where), at=at, day=timezone.localdate(), known_at=timezone.now(), say=say)
        say("正在核对")
        engine.run(read, named=named)
    return told


def _raised(words: str) -> str:
    return INDEX.sub(lambda found: ring().raised(found[0]), words)
