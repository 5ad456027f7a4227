"""Sessions, what a county holds its people to at the door, the second step, and appointments that need two."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from bangfu.facts.models import Fact, Placed, Recorded, new_id
from bangfu.organization.models import Post, User
from bangfu.rules.door import Door, over


class Session(models.Model):
    """Somebody signed in somewhere. `session_key` is the SHA-256 of what the browser holds, so that nobody who reads this table, or a copy of it, can
    come in with it; `mark` is what pages name it by. `elsewhere` tells the person of a sign-in in another place since. `ended` (`rules.door.ENDS`) is
    why it is over before its time; it then opens nothing any more."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField(blank=True)
    expire_date = models.DateTimeField(db_index=True)
    mark = models.UUIDField(default=new_id, editable=False, unique=True)
    user_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    idle_minutes = models.PositiveSmallIntegerField(default=Door.idle_minutes)
    longest_hours = models.PositiveSmallIntegerField(default=Door.longest_hours)
    elsewhere = models.CharField(max_length=200, blank=True)
    ended = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name = "登录"
        indexes = [models.Index(fields=["user_id", "ended"], name="session_by_user"), models.Index(fields=["seen_at"], name="session_by_seen")]

    def over(self, now: datetime) -> str:
        """Why it is over (`rules.door.ENDS`); '' while it is open."""
        limits = {name: getattr(self, name) for name in ("begun_at", "seen_at", "idle_minutes", "longest_hours")}
        return self.ended or over(now, **limits) or ("long" if self.expire_date <= now else "")


class DoorRule(Fact, Placed):
    """What a county holds its people to at the door and in exporting (`rules.door.Door`), from a day on. `second_step`: role words with commas between."""

    idle_minutes = models.PositiveSmallIntegerField("空闲退出（分钟）")
    longest_hours = models.PositiveSmallIntegerField("最长登录（小时）")
    most_sessions = models.PositiveSmallIntegerField("同时登录（处）")
    exported_rows = models.PositiveIntegerField("一人一天导出（行）")
    second_step = models.CharField("要第二步验证的角色", max_length=300, blank=True)
    password_days = models.PositiveSmallIntegerField("密码多久要换（天）", null=True, blank=True)

    class Meta:
        verbose_name = "登录与导出规定"
        constraints = [models.UniqueConstraint(fields=["place_then", "superseded_at"], name="door_rule_once")]
        indexes = [models.Index(fields=["place_code"], name="door_rule_by_place")]

    @property
    def door(self) -> Door:
        """As the rule reads it."""
        roles = frozenset(filter(None, self.second_step.split(",")))
        return Door(self.idle_minutes, self.longest_hours, self.most_sessions, self.exported_rows, roles, self.password_days or 0)


class RowsTaken(models.Model):
    """How many rows a person took away on a day (`accounts.quota`)."""

    user_id = models.BigIntegerField()
    day = models.DateField()
    rows = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "当天导出"
        constraints = [models.UniqueConstraint(fields=["user_id", "day"], name="rows_taken_once_a_day")]


class SecondStep(Recorded):
    """The authenticator of an account: its secret sealed, and the last step of time a code was taken for, so that none is taken twice (RFC 6238 §5.2).
    `ended_at`: put away by the security administrator, or replaced. `wrong` counts wrong codes since the last right one; at the limit `locked_until`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    secret = models.CharField("密钥（密存）", max_length=200)
    last_counter = models.BigIntegerField(default=0)
    wrong = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField("启用时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "第二步验证"
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(ended_at=None), name="second_step_once")]


class RecoveryCode(Recorded):
    """A code on paper for the day the phone is lost: kept as passwords are, over a digest under the county's key, and taken once."""

    step = models.ForeignKey(SecondStep, on_delete=models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=128)
    used_at = models.DateTimeField("用掉时间", null=True)

    class Meta:
        verbose_name = "备用码"


class Proposal(Recorded, Placed):
    """Something about an administrator that one administrator asks for and another decides (三员分立)."""

    KINDS = {"take_up": "任命", "leave": "免去", "close": "停用账号", "password": "重设密码", "second_step": "停用丢失的第二步验证"}
    STATES = {"asked": "等另一位管理员同意", "approved": "已同意并办妥", "declined": "没有同意"}

    kind = models.CharField("事项", max_length=12, choices=list(KINDS.items()))
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField("理由", max_length=200)
    state = models.CharField("状态", max_length=10, choices=list(STATES.items()), default="asked")
    asked_at = models.DateTimeField()
    asked_by = models.BigIntegerField()
    asked_name = models.CharField(max_length=60)
    decided_name = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "要两位管理员办的事"
        indexes = [models.Index(fields=["place_code", "state"], name="proposal_by_place")]
