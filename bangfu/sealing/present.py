"""Whether the keys are there, asked when the program starts: a lost key is told before anybody meets it, and no new ring is ever made beside old data."""

from django.utils import timezone

from bangfu.rules.refusal import Refused
from bangfu.sealing.models import PURPOSE, KnownKey, SubjectKey
from bangfu.sealing.ring import INDEX, lost, mark, path_of_ring, ring

OTHER_LEVEL = (
    "这份数据的号码索引用的是密钥环里的第 {data} 把密钥，密钥环在用第 {ring} 把。如果刚恢复了备份或密钥环，请运行 bangfu keys reindex；"
    "如果这是另一份数据（如演练用的副本），请先给它单独复制一份密钥环。"
)


def must_open(*, at_any_level: bool = False) -> None:
    """KeyLost, with the sentence that says what to do, unless the ring of this installation holds every key its data needs; Refused when the blind indexes of
    the data went through more of its keys, or fewer, than are in use. What the ring holds is noted at the first start, for the next; a ring is made only
    where nothing is there yet."""
    known = dict(KnownKey.objects.values_list("name", "mark"))
    newest = SubjectKey.objects.exclude(wrapped="").order_by("-made_at").first()
    if not path_of_ring().exists() and (known or newest):
        raise lost("the ring is missing while the database holds sealed data", f"密钥环 {path_of_ring()} 不见了，数据库里的号码、文件和留痕都打不开。")
    level = ring().level_marked(known.get(INDEX, "")) or ring().level
    held = {**ring().marks, INDEX: mark(ring().index[level - 1])}
    if missing := sorted(name for name, told in known.items() if held.get(name) != told):
        raise lost(f"the ring lacks {missing} or holds others", f"密钥环 {path_of_ring()} 不是这套数据的那一个：密钥 {'、'.join(missing)} 缺失或不符。")
    if level != ring().level and not ring().closed and not at_any_level:
        raise Refused(OTHER_LEVEL.format(data=level, ring=ring().level))
    if newest and not known:   # of a version that noted no keys: one token is tried instead
        ring().unseal_bytes(newest.wrapped, PURPOSE)
    if not known:
        note_keys()   # later ones are noted when they are added: a machine with an old copy of the ring asks for no key that was retired elsewhere


def level_of_data() -> int:
    """Through how many keys the stored indexes went when all of them were last the same; 0 where none is noted that the ring holds."""
    noted = KnownKey.objects.filter(name=INDEX).values_list("mark", flat=True).first()
    return ring().level_marked(noted or "")


def note_level() -> None:
    """Notes that whatever is stored is indexed under the keys in use now."""
    KnownKey.objects.update_or_create(name=INDEX, defaults={"mark": ring().marks[INDEX], "noted_at": timezone.now()})


def note_keys() -> None:
    """Notes the keys that are on the ring now."""
    KnownKey.objects.bulk_create([KnownKey(name=name, mark=told) for name, told in ring().marks.items()], ignore_conflicts=True)
