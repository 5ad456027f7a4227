"""What a true register would hold: persons, households, and how long each thing was so. Shapes only; nothing is drawn here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bangfu.demo.days import AS_OF
from bangfu.demo.numbers import Numbers
from bangfu.demo.places import PlaceRow
from bangfu.rules.dates import age_on


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the exports know one; every text is a cell, '' an empty one. `certificate` is the 残疾人证 shown instead.

    Months of work are YYYYMM, `work_income` whole 元 a month; `work_end` is '' while the work goes on.
    """

    number: str
    name: str
    sex: str
    birth: date
    relation: str
    nation: str
    id_number: str
    phone: str
    health: str
    disability_kind: str
    disability_grade: str
    disability_year: str
    student: str
    schooling: str
    dropout_reason: str
    labour: str
    work_months: str
    work_place: str
    work_county: str
    work_start: str
    work_end: str
    work_income: str
    employer: str
    industry: str
    channel: str
    work_abroad: str
    point_to_point: str
    plans_to_work: str
    post_kind: str
    post_months: str
    minimum_living: str
    minimum_living_kind: str
    destitute: str
    destitute_kind: str
    medical_employees: str
    medical_residents: str
    illness_insurance: str
    commercial_insurance: str
    illness_aid: str
    other_health_aid: str
    pension_employees: str
    pension_residents: str
    political: str
    mandarin: str
    certificate: str = ""

    @property
    def age(self) -> int:
        """Full years on the day the county is described on."""
        return age_on(self.birth, AS_OF)


@dataclass(frozen=True, slots=True)
class Risk:
    """返贫致贫风险: `disaster` is the sub-kind of 因自然灾害, `remark` says what 其他 is; `lifted` and `ending` (消除方式) once it is over."""

    label: str
    since: date
    disaster: str = ""
    remark: str = ""
    lifted: date | None = None
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a household is to the policy. '' and None where it is nothing. Days are the first of their month.

    `assisted` is the 户类型, `causes` the 致贫原因 with the main one first, `lifted_year` the 脱贫年度; `sureties` says whether the household
    is 整户无劳动能力兜底保障户.
    """

    assisted: str
    identified: date | None = None
    lifted_year: int | None = None
    causes: tuple[str, ...] = ()
    monitored: str = ""
    monitored_since: date | None = None
    risks: tuple[Risk, ...] = ()
    relief: str = ""
    relief_since: date | None = None
    sureties: bool = False

    @property
    def over(self) -> date | None:
        """When the last of its risks was lifted, with which monitoring ended; None while one remains."""
        lifted = [risk.lifted for risk in self.risks if risk.lifted]
        return max(lifted) if lifted and len(lifted) == len(self.risks) else None

    @property
    def watched(self) -> bool:
        """Whether it is monitored now."""
        return bool(self.monitored) and not self.over


@dataclass(frozen=True, slots=True)
class Dwelling:
    """House, water, power and the way to the door. Areas in m², `road_km` to the main road; yes-no as bool."""

    area: int
    structure: str
    built: int
    grade: str
    safe_water: bool
    water_difficulty: bool
    electricity: bool
    television: bool
    toilet: bool
    toilet_works: bool
    fuel: str
    road: str
    road_hardened: bool
    road_km: Decimal


@dataclass(frozen=True, slots=True)
class Land:
    """亩, two decimals, by the seven classes of the export; `irrigated` is a part of `arable`."""

    arable: Decimal
    irrigated: Decimal
    forest: Decimal
    returned_to_forest: Decimal
    orchard: Decimal
    grass: Decimal
    water: Decimal


@dataclass(frozen=True, slots=True)
class Ties:
    """What a household belongs to, and the account money is paid into. `site` is the 易地搬迁安置区, '' for those who were not moved."""

    cooperative: bool
    enterprise: bool
    leader: bool
    one_child: bool
    two_daughters: bool
    military: bool
    site: str
    bank: str
    account: str


class Stay(NamedTuple):
    """A time through which the register says the same of a person: from `since` until the day before `until` (None: still so).

    `came` and `left` are slugs of 自然增减 (born, married_in, died, …), or `moved` for a household that goes to another village of the
    county; '' where the stay begins or ends only because something else is said of the person from that day, or with the history itself.
    """

    member: Member
    household: str
    village: str
    since: date
    until: date | None = None
    came: str = ""
    left: str = ""


class Tenure(NamedTuple):
    """Where a household stood in the register, and until when (None: still)."""

    village: str
    group: str
    door: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """`village` is a 12-digit code, `group` a 村民组 of it, `door` a house number; the head is the first member.

    `stays` tell of everybody who is in it or left the register out of it, `tenures` where it was. A household that is no more (its
    last tenure has an end) shows the members it had then.
    """

    number: str
    village: str
    group: str
    door: str
    address: str
    phone: str
    standard: str
    kind: str
    members: tuple[Member, ...]
    standing: Standing
    dwelling: Dwelling
    land: Land
    ties: Ties
    stays: tuple[Stay, ...]
    tenures: tuple[Tenure, ...]

    @property
    def head(self) -> Member:
        """The 户主."""
        return self.members[0]

    @property
    def assisted(self) -> bool:
        """Whether it is a 脱贫户."""
        return self.standing.assisted == "脱贫户"

    @property
    def followed(self) -> bool:
        """Whether the national system lists it: 脱贫户 and 监测对象."""
        return self.assisted or bool(self.standing.monitored)


@dataclass(slots=True)
class Village:
    """A village with its people, those households that are no more, and with the numbers it has not given out yet."""

    place: PlaceRow
    groups: tuple[str, ...]
    numbers: Numbers
    households: list[Household] = field(default_factory=list)
    closed: list[Household] = field(default_factory=list)

    @property
    def everything(self) -> Iterator[Household]:
        """The households there are, then those that were."""
        yield from self.households
        yield from self.closed
