"""Keys as entries of the journal name them."""

from bangfu.journal.deed import Subject
from bangfu.sealing.ring import INDEX, ring


def about_key(name: str) -> Subject:
    """A key that seals."""
    return Subject("key", name, f"密钥 {name}")


def about_index() -> Subject:
    """The last key of the blind indexes."""
    return Subject("key", INDEX, f"号码索引的第 {len(ring().index)} 把密钥")
