"""The small county everyone knows: 990121 (codes beginning 99 are in no use), two townships of three villages, and who works there.

It stands in the test database from the start; each test changes it inside its own transaction.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from bangfu.organization.actions import PlaceRow, appoint, create_post, create_user, relieve, take_in_places
from bangfu.organization.actor import PROGRAM, Actor
from bangfu.organization.models import User
from bangfu.organization.queries import actor_for

COUNTY, OTHER_COUNTY = "990121", "990122"
TOWNSHIP, OTHER_TOWNSHIP = "990121001", "990121002"
VILLAGE, NEXT_VILLAGE, THIRD_VILLAGE = "990121001001", "990121001002", "990121001003"
FAR_VILLAGE = "990121002001"
SINCE = date(2020, 1, 1)
PASSWORD = "账清事明-青石-2020"

PLACES = {
    COUNTY: "云岫县",
    TOWNSHIP: "青石镇", VILLAGE: "上垟村", NEXT_VILLAGE: "下垟村", THIRD_VILLAGE: "石门村",
    OTHER_TOWNSHIP: "柳溪乡", FAR_VILLAGE: "柳树坪村", "990121002002": "竹园村", "990121002003": "岩脚村",
    OTHER_COUNTY: "望泉县", "990122001": "泉口镇", "990122001001": "泉头村",
}
# who: (account, name, role, place)
PEOPLE = {
    "village_clerk": ("shangyang", "村信息员甲", "village_clerk", VILLAGE),
    "township_clerk": ("qingshi", "镇经办乙", "township_clerk", TOWNSHIP),
    "second_township_clerk": ("qingshi2", "镇经办丙", "township_clerk", TOWNSHIP),
    "county_officer": ("yunxiu", "县主管丁", "county_officer", COUNTY),
    "administrator": ("guanli", "管理员戊", "administrator", COUNTY),
    "security": ("anquan", "安全员子", "security_administrator", COUNTY),
    "auditor": ("shenji", "审计员己", "auditor", COUNTY),
    "neighbour": ("liuxi", "邻乡经办庚", "township_clerk", OTHER_TOWNSHIP),
    "stranger": ("wangquan", "外县主管辛", "county_officer", OTHER_COUNTY),
    "former": ("qianren", "前经办壬", "township_clerk", TOWNSHIP),
}


@dataclass(frozen=True)
class County:
    """The cast. `nobody` signs in but holds no post; `former` held the township clerk's until yesterday."""

    village_clerk: Actor
    township_clerk: Actor
    second_township_clerk: Actor
    county_officer: Actor
    administrator: Actor
    security: Actor
    auditor: Actor
    neighbour: Actor
    stranger: Actor
    former: Actor
    nobody: Actor

    def user(self, who: str) -> User:
        """The account of one of the cast, by the name of the field."""
        return User.objects.get(username="wugang" if who == "nobody" else PEOPLE[who][0])


def build_county() -> County:
    """Places, accounts and posts, each through the action a real county would use."""
    take_in_places(PROGRAM, [PlaceRow(code, name) for code, name in PLACES.items()], since=SINCE, source="体验县名单")
    for username, name, role, place in PEOPLE.values():
        _employ(username, name, role, place)
    create_user(PROGRAM, username="wugang", name="无岗位癸", password=PASSWORD)
    former = User.objects.get(username=PEOPLE["former"][0])
    relieve(PROGRAM, holding=former.holdings.get(), on=timezone.localdate() - timedelta(days=1))
    return the_county()


def the_county() -> County:
    """The cast as they stand in the database now."""
    accounts = {who: username for who, (username, *_) in PEOPLE.items()} | {"nobody": "wugang"}
    users = {user.username: user for user in User.objects.filter(username__in=accounts.values())}
    return County(**{who: actor_for(users[username]) for who, username in accounts.items()})


def _employ(username: str, name: str, role: str, place: str) -> None:
    user = create_user(PROGRAM, username=username, name=name, password=PASSWORD)
    post = create_post(PROGRAM, title=f"{PLACES[place]}{name[:-1]}", role=role, place=place, since=SINCE)
    appoint(PROGRAM, user=user, post=post, since=SINCE)
