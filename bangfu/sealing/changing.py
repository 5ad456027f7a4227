"""Another key on the ring: added first, used once it has been copied to a safe place, and an old one that seals taken off when nothing needs it any more."""

from dataclasses import replace

from bangfu.rules.refusal import Refused
from bangfu.sealing.blind import MOST
from bangfu.sealing.ring import ALGORITHMS, Ring, new_key, path_of_ring, ring, write_ring


def waiting_key() -> str:
    """The id of a key that was added and is not used yet; '' when there is none."""
    now = ring()
    return next((name for name in now.sealing if _number(name) > _number(now.current)), "")


def add_key() -> str:
    """Adds a key, not used yet; one that waits already is left as it is. Returns its id."""
    now, waiting = ring(), waiting_key()
    if waiting:
        return waiting
    name = f"k{max(map(_number, now.sealing)) + 1}"
    _put(replace(now, sealing={**now.sealing, name: new_key()}))
    return name


def use_key(name: str, algorithm: str = "") -> None:
    """Seals under a key of the ring from now on, every running process within a second; `algorithm` of ALGORITHMS, '' as before."""
    if algorithm and algorithm not in ALGORITHMS:
        raise Refused(f"没有“{algorithm}”这种算法。可以用：{'、'.join(ALGORITHMS)}。")
    now = ring()
    _put(replace(now, current=name, algorithm=algorithm or now.algorithm))


def drop_key(name: str) -> None:
    """Takes a key off the ring. Refused for the one in use."""
    now = ring()
    if name == now.current:
        raise Refused(f"密钥 {name} 正在使用，不能移除。请先运行 bangfu keys rotate 换一把。")
    _put(replace(now, sealing={one: key for one, key in now.sealing.items() if one != name}))


def add_index_key() -> bool:
    """Adds a key of the blind indexes, not used yet; False when one waits already. Refused when there can be no more."""
    now = ring()
    if len(now.index) > now.level:
        return False
    if len(now.index) == MOST:
        raise Refused(f"号码索引的密钥最多换 {MOST - 1} 次，已经换满了。")
    _put(replace(now, index=(*now.index, new_key())))
    return True


def use_index_keys(level: int) -> None:
    """Indexes under the first so many keys from now on: those the stored ones went through."""
    _put(replace(ring(), level=level))


def close_doors(closed: bool = True) -> None:
    """Lets nobody in from now on, every running process within a second; or everybody again."""
    _put(replace(ring(), closed=closed))


def _number(name: str) -> int:
    return int(name.removeprefix("k"))


def _put(changed: Ring) -> None:
    write_ring(changed, path_of_ring())
    ring.cache_clear()
