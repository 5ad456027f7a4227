"""Who is asking: a user at a post, with what the post may do and where it reaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from bangfu.rules import powers
from bangfu.rules.place_code import EVERYWHERE, CodeRange, covers, meet
from bangfu.rules.refusal import Forbidden


@dataclass(frozen=True)
class Actor:
    """A user at a post. Without a post (`NOBODY`) there is no range and no power, so nothing is seen and nothing is done."""

    user_id: int | None
    name: str
    post_id: UUID | None
    post_title: str
    role: str
    place_code: str
    ranges: tuple[CodeRange, ...]

    def can(self, power: str, *, at: str | None = None) -> bool:
        """Whether the post holds the power, and reaches the place when one is given."""
        return powers.may(self.role, power) and (at is None or covers(self.ranges, at))

    def must(self, power: str, *, at: str | None = None) -> None:
        """Forbidden, with a sentence, unless `can`."""
        if not powers.may(self.role, power):
            raise Forbidden(f"“{self.post_title or '未任职'}”没有这项权限。需要办理时，请联系县安全管理员。")
        if at is not None and not covers(self.ranges, at):
            raise Forbidden("这条记录不在您岗位的管辖范围内。")

    def reads(self, field: str) -> str:
        """How this post reads a field: read, masked or hidden (`rules.powers.FIELDS`)."""
        return powers.reading(self.role, field)

    def must_write(self, field: str, word: str) -> None:
        """Forbidden, naming the field by its Chinese word, unless the post may write it (`rules.powers.FIELDS`)."""
        if not powers.may_write(self.role, field):
            raise Forbidden(f"“{word}”不由{self.post_title}更正，请报县级主管部门处理。")

    def scope(self, column: str = "place_code") -> Q:
        """The rows this post reaches, as index ranges on the column; no row at all when it reaches nothing."""
        return within(self.ranges, column)

    def scope_in(self, ranges: Iterable[CodeRange], column: str = "place_code") -> Q:
        """The rows this post reaches in some ranges: what lies in both, so that a database seeks by it and by nothing wider."""
        return within(meet(ranges, self.ranges), column)


def within(ranges: Iterable[CodeRange], column: str = "place_code") -> Q:
    """Rows whose place code lies in one of the ranges. Never LIKE: a range uses the index on both databases."""
    wanted = Q(pk__in=[])
    for one in ranges:
        wanted |= Q(**{f"{column}__gte": one.lo, f"{column}__lt": one.hi})
    return wanted


NOBODY = Actor(user_id=None, name="", post_id=None, post_title="", role="", place_code="", ranges=())
PROGRAM = Actor(
    user_id=None, name="程序", post_id=None, post_title="程序", role="program", place_code="0", ranges=(EVERYWHERE,),
)
