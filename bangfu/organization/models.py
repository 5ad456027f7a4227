"""Places, people who sign in, posts, who holds them and where they reach."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from bangfu.facts.fields import MoneyField, PlaceCodeField
from bangfu.facts.models import Fact, Placed, Recorded
from bangfu.rules.dates import FOREVER_DAY
from bangfu.rules.place_code import LEVEL_WORDS
from bangfu.rules.powers import ROLES


class Place(Recorded):
    """A place with the days in which its code was in force; a code may come back, so code and first day together are its key."""

    code = PlaceCodeField("代码")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=12, choices=list(LEVEL_WORDS.items()))
    parent = PlaceCodeField("上级", blank=True)
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日", default=FOREVER_DAY)
    successor = PlaceCodeField("并入", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="place_code_begins_once")]
        indexes = [models.Index(fields=["parent", "code"])]

    def __str__(self) -> str:
        return self.name


class Group(Recorded, Placed):
    """A 村民组 or 自然村: a named place inside a village, without a code of its own; `place_code` is the village's. A name stands once in a
    village at a time (held by the actions)."""

    KINDS = {"group": "村民组", "hamlet": "自然村"}

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("种类", max_length=8, choices=list(KINDS.items()), default="group")
    valid_from = models.DateField("启用日")
    valid_to = models.DateField("停用日", default=FOREVER_DAY)

    class Meta:
        verbose_name = "村民组"
        indexes = [models.Index(fields=["place_code", "name"], name="group_by_place")]


class PlaceTag(Fact, Placed):
    """What a place was called by a document, and when: 省定贫困村, 分散贫困村, 出列村, 坝区, 易地搬迁安置区. `document` said so, `ending` ended it."""

    tag = models.CharField("标签", max_length=30)
    document = models.CharField("文号", max_length=120)
    ending = models.CharField("取消文号", max_length=120, blank=True)

    class Meta:
        verbose_name = "地方标签"
        constraints = [models.UniqueConstraint(fields=["place_then", "tag", "valid_from", "superseded_at"], name="place_tag_once")]
        indexes = [
            models.Index(fields=["place_code", "tag"], name="tag_by_place"),
            models.Index(fields=["tag", "place_code"], name="tag_by_word"),
        ]


class PolicyFigure(Fact, Placed):
    """A figure a document sets for a place from a day on: 贫困线, 监测线, 低保标准. A county's own stands before its prefecture's and province's."""

    kind = models.CharField("种类", max_length=40, help_text="a slug of rules.policy_figure.KINDS")
    year = models.PositiveSmallIntegerField("年度")
    amount = MoneyField("金额")
    document = models.CharField("文号", max_length=120)

    class Meta:
        verbose_name = "政策标准"
        constraints = [models.UniqueConstraint(fields=["place_then", "kind", "valid_from", "superseded_at"], name="policy_figure_once")]
        indexes = [models.Index(fields=["kind", "place_code", "valid_from"], name="policy_figure_by_kind")]


class User(AbstractBaseUser):
    """A person who signs in. Holds no right of its own: rights come with a post, for as long as it is held."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_given_at = models.DateTimeField(null=True, blank=True)   # when somebody else gave it; None once it is one's own

    password_set_at = models.DateTimeField(default=timezone.now)   # when its holder, or who made the account, chose it

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = BaseUserManager()

    def __str__(self) -> str:
        return self.name


class Post(Recorded):
    """A post: its title, its role in the table of powers, and the place it belongs to."""

    title = models.CharField("岗位", max_length=80)
    role = models.CharField("角色", max_length=24, choices=[(slug, role.word) for slug, role in ROLES.items()])
    place_code = PlaceCodeField("所属地")

    def __str__(self) -> str:
        return self.title


class Reach(Recorded):
    """One range of place codes a post reaches, in the days given. A post has a small set of them (片区, 联系村); none means nothing."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reaches")
    lo = PlaceCodeField()
    hi = PlaceCodeField(max_length=16)
    valid_from = models.DateField()
    valid_to = models.DateField(default=FOREVER_DAY)


class Holding(Recorded):
    """Who holds a post, and when. A former holder has an ended row, and no right any more."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    valid_from = models.DateField()
    valid_to = models.DateField(default=FOREVER_DAY)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "post", "valid_from"], name="post_taken_up_once")]


class CountyMap(Fact, Placed):
    """The map a county loaded: which file, under which approval (审图号), and how many outlines came of it. One is believed at a time."""

    file_name = models.CharField("文件", max_length=120)
    digest = models.CharField("SHA-256", max_length=64)
    approval = models.CharField("审图号", max_length=60, blank=True)
    shapes = models.PositiveIntegerField("轮廓")
    points = models.PositiveIntegerField("点")
    loaded_by = models.CharField("载入人", max_length=60)

    class Meta:
        verbose_name = "地图"
        constraints = [models.UniqueConstraint(fields=["place_then", "superseded_at"], name="county_map_once")]
        indexes = [models.Index(fields=["place_code"], name="map_by_place")]


class PlaceShape(Fact, Placed):
    """The outline of a place on its county's map: one ring a line, its points `longitude,latitude` in hundred-thousandths of a degree (`rules.outline`).
    `joined_from_below`: nobody delivered it, it was put together from the places below."""

    rings = models.TextField("轮廓")
    joined_from_below = models.BooleanField("由下级拼成", default=False)

    class Meta:
        verbose_name = "地图轮廓"
        constraints = [models.UniqueConstraint(fields=["place_then", "superseded_at"], name="place_shape_once")]
        indexes = [models.Index(fields=["place_code"], name="shape_by_place")]
