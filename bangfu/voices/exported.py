"""The voices at a desk as a workbook."""

import io
from collections.abc import Sequence

from django.utils import timezone

from bangfu.voices.queries import VoiceRow
from bangfu.workbooks.written import ListColumn, Written, write_list

COLUMNS = (
    ListColumn("序号", 6, "whole"), ListColumn("写的时间", 16, "id"), ListColumn("类别", 8), ListColumn("关于", 12), ListColumn("说的地方", 14),
    ListColumn("内容", 60), ListColumn("写的人", 22), ListColumn("在哪里办", 14), ListColumn("状态", 14), ListColumn("几天", 6, "whole"),
)


def as_workbook(rows: Sequence[VoiceRow], title: str, note: str) -> bytes:
    """The list as .xlsx; made in memory, for the words lie sealed everywhere else."""
    target = io.BytesIO()
    write_list(target, title, COLUMNS, (_line(nth, one) for nth, one in enumerate(rows, start=1)), note, in_memory=True)
    return target.getvalue()


def _line(nth: int, one: VoiceRow) -> tuple[Written, ...]:
    said = f"{timezone.localtime(one.said_at):%Y-%m-%d %H:%M}"
    return nth, said, one.kind, one.matter, one.about_name, one.words, one.writer, one.desk_name, one.state_word, one.days
