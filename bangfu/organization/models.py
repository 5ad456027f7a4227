"""Places, people who sign in, posts, who holds them and where they reach."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from bangfu.facts.fields import PlaceCodeField
from bangfu.facts.models import Recorded
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


class User(AbstractBaseUser):
    """A person who signs in. Holds no right of its own: rights come with a post, for as long as it is held."""

    username = models.CharField("账号", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)

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
