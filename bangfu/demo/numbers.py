"""Numbers nobody has: identity numbers on the county's unused region code, telephones on a block never given out.

Every village draws from its own share, so that villages can be made one at a time, in any order, and never collide.
"""

from datetime import date, timedelta

from bangfu.demo.places import COUNTY
from bangfu.rules.id_number import check_digit

SHARES = 124           # 120 villages and four spare, each with four numbers of either sex a day: 2 × 496 of the 999 there are
BODIES = 120           # the share of the telephones of bodies
_SLOTS = 4
PHONE_BLOCK = "154"    # never given to an operator, yet of the form 1[3-9]xxxxxxxxx
_PHONES = 100_000


class Numbers:
    """The share number `share` (0 … SHARES - 1) of a county's numbers."""

    def __init__(self, share: int) -> None:
        if not 0 <= share < SHARES:
            raise ValueError(f"share {share} is outside 0 … {SHARES - 1}")
        self.share = share
        self._given: dict[tuple[date, str], int] = {}
        self._phones = self._households = self._people = self._accounts = 0

    def identity(self, birth: date, sex: str) -> tuple[str, date]:
        """A new number and the birth it holds: `birth`, or up to some days earlier when its share of that day is used up.

        Of the 4,000 persons of a village hardly five of one sex were ever born on one day, so that births stay put.
        """
        while self._given.get((birth, sex), 0) >= _SLOTS:
            birth -= timedelta(days=1)
        slot = self._given.get((birth, sex), 0)
        self._given[birth, sex] = slot + 1
        nth = slot * SHARES + self.share
        first17 = f"{COUNTY}{birth:%Y%m%d}{nth * 2 + (1 if sex == '男' else 2):03d}"
        return first17 + check_digit(first17), birth

    def phone(self) -> str:
        """A new telephone, scattered over the share."""
        self._phones += 1
        return f"{PHONE_BLOCK}{self.share:03d}{self._phones * 61_803 % _PHONES:05d}"

    def household(self) -> str:
        """A new 户编号: 12 digits with leading zeros that a spreadsheet would like to eat."""
        self._households += 1
        return f"0099{self.share:03d}{self._households:05d}"

    def person(self) -> str:
        """A new 人口编号: 14 digits."""
        self._people += 1
        return f"10099{self.share:03d}{self._people:06d}"

    def account(self) -> str:
        """A new bank account of 19 digits. No bank's numbers begin with 99, and no card's."""
        self._accounts += 1
        return f"990121{self.share:03d}{self._accounts * 61_803 % _PHONES:05d}{self._accounts:05d}"
