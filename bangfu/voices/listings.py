"""The list of the voices at a desk."""

from bangfu.lists.declared import Column, Listing, Order
from bangfu.lists.drawn import Cell, moment
from bangfu.voices.queries import VoiceRow

VOICES = Listing(
    slug="voices", word="意见", power="voices.answer", address="voices", unit="件", filters=("state", "kind", "matter"),
    columns=(
        Column("said_at", "什么时候", stub=True, width=18), Column("words", "内容", "long", width=60), Column("kind", "类别"), Column("matter", "关于"),
        Column("about_name", "说的地方"), Column("writer", "写的人", width=22), Column("days", "几天", "number", width=6), Column("desk_name", "在哪里办"),
        Column("state", "办到哪了", "tag"), Column("page", "在哪一页写的", shown=False, width=24),
    ),
    orders=(Order("said_at", "什么时候", ("-id",)),),
)
TONES = {"said": "must", "passed": "check", "closed": "done"}
SHORT = 60   # characters of what was said


def voice_cell(row: VoiceRow, key: str) -> Cell:
    """What stands in a row; what was said leads to the voice."""
    match key:
        case "said_at":
            return Cell(moment(row.said_at))
        case "words":
            return Cell(row.words if len(row.words) <= SHORT else row.words[: SHORT - 1] + "…", of=("voice", row.id))
        case "state":
            return Cell(tags=((row.state_word, TONES.get(row.state, "")),))
    return Cell(getattr(row, key))
