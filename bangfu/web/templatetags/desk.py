"""Words the templates of every package may use without loading them."""

import os
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bangfu.rules import delivery, occasion

register = template.Library()

# kind of a subject or origin → address name; what is not here has no page of its own
PAGES = {
    "person": "person", "household": "household", "delivery": "delivery", "delivered_row": "delivered_row", "finding": "finding", "entry": "entry",
    "delivery_changes": "delivery_changes", "village": "village_file", "export_since_last": "export_since_last",
    "paper": "paper",
    "body": "body", "disclosure": "disclosure", "batch": "batch",
    "voice": "voice",
}


@register.simple_tag(takes_context=True)
def section(context: template.Context, one: Any) -> str:
    """A section of a composed page (`web.composed.Drawn`), drawn with its own context over the page's."""
    with context.push(**one.context):
        return get_template(one.template).template.render(context)   # type: ignore[attr-defined]


@register.simple_tag
def occasion_mark() -> str:
    """体验数据, 演练, or '' in earnest; asked here, so that a page without any context says it too."""
    return occasion.mark_of(os.environ)


@register.simple_tag
def occasion_sentence() -> str:
    """The mark as it stands on what is printed."""
    return occasion.sentence_of(os.environ)


@register.filter
def page_of(kind: str, wanted: object) -> str:
    """The address of the page of a subject or origin; '' when it has none."""
    return reverse(PAGES[kind], args=[wanted]) if kind in PAGES and wanted else ""


@register.simple_tag
def list_cell(cell: Any) -> SafeString:
    """What stands in a cell of a list (`lists.drawn.Cell`). A page has hundreds of them, each too small for a template of its own."""
    url, text = cell.url or page_of(*cell.of), cell.text
    if url:
        told = format_html('<a href="{}">{}</a>', url, text or "（没有）")
    else:
        told = format_html('<span class="must-do">{}</span>' if cell.alarm else "<b>{}</b>" if cell.strong else "{}", text)
    tags = format_html_join("", ' <span class="tag{}">{}</span>', ((f" {tone}" if tone else "", word) for word, tone in cell.tags))
    return told + tags + (format_html(' <span class="soft small">{}</span>', cell.soft) if cell.soft else SafeString())


@register.filter
def desk_page(name: str) -> str:
    """The address of a page of the front door that is about no single thing, for the packages below."""
    return reverse(name)


@register.filter
def grouped(value: int | None) -> str:
    """12345 → 12,345."""
    return "" if value is None else f"{value:,}"


@register.filter
def plain_number(value: Decimal) -> str:
    """A number without zeros behind its point: 12.00 is 12."""
    return f"{value.normalize():f}"


@register.filter
def moment(at: datetime | None) -> str:
    """A moment as an office writes it: today's as hour and minute, this year's without the year."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localdate()
    if local.date() == today:
        return f"今天 {local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


@register.filter
def row_word(number: int) -> str:
    """Where a delivered row stands, in words."""
    return delivery.row_word(number)


@register.filter
def share_of(part: int, whole: int) -> int:
    """Part of a whole as whole percent, 0 when there is no whole."""
    return part * 100 // whole if whole else 0


@register.filter
def size(value: int) -> str:
    """Bytes as people say them."""
    return f"{value / 1048576:.1f} MB" if value >= 1048576 else f"{max(1, value // 1024)} KB"


@register.filter
def yuan(amount: object) -> str:
    """An amount without its fen where there are none: 1,200.00 is 1,200."""
    return str(amount).removesuffix(".00")


@register.filter
def cut_at(text: str, mark: str) -> str:
    """What stands before a mark: “2025年度（2024年10月至2025年9月）” at （ is 2025年度."""
    return str(text).partition(mark)[0]


@register.filter
def said(row: object, words: str) -> str:
    """What a row says under several words (joined by a space), in their order."""
    return " ".join(filter(None, (fact(row, word) for word in words.split())))


@register.filter
def fact(row: object, word: str) -> str:
    """What a row says under a word; '' when it says nothing."""
    return dict(getattr(row, "facts", ())).get(word, "")
