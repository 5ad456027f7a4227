"""PDFs put together: the pages one behind the other, the bookmarks anew."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pypdf
from pypdf.generic import IndirectObject


@dataclass(frozen=True)
class Bookmark:
    """A word that leads to a page, numbered from 1; those `below` are folded into it."""

    word: str
    page: int
    below: Sequence["Bookmark"] = ()


def joined(title: str, parts: Iterable[bytes], bookmarks: Sequence[Bookmark]) -> bytes:
    """One PDF of the pages of all parts in their order. What the parts had of bookmarks is left out."""
    writer = pypdf.PdfWriter()
    for part in parts:
        writer.append(io.BytesIO(part), import_outline=False)
    _mark(writer, bookmarks, None)
    writer.add_metadata({"/Title": title})
    writer.page_mode = "/UseOutlines"
    whole = io.BytesIO()
    writer.write(whole)
    return whole.getvalue()


def _mark(writer: pypdf.PdfWriter, bookmarks: Sequence[Bookmark], parent: IndirectObject | None) -> None:
    for one in bookmarks:
        item = writer.add_outline_item(title=one.word, page_number=one.page - 1, parent=parent, is_open=False)
        _mark(writer, one.below, item)
