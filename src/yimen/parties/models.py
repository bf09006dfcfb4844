"""主体表: units, parties, accounts and who may act for whom."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from yimen.kernel.ids import new_id


class Unit(models.Model):
    """部门/镇街: a body that does or supervises work."""

    code = models.TextField(primary_key=True)
    name = models.JSONField()
    short = models.TextField()
    kind = models.TextField()
    level = models.TextField()
    area = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    credit_code = models.TextField(null=True)
    aliases = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.short

    @property
    def shown(self) -> str:
        """部门名称: in the language of the page; in Simplified Chinese the short name."""
        language = (get_language() or "zh-hans").replace("-", "_")
        other = "" if language == "zh_hans" else self.name.get(language, "")
        return other or self.short


class Party(models.Model):
    """主体: a person or an organisation."""

    class Kind(models.TextChoices):
        """主体类别"""

        PERSON = "person", "自然人"
        ORGANISATION = "organisation", "组织"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """标识号码: a number by which a register knows a party; each belongs to one party only."""

    class Scheme(models.TextChoices):
        """号码类别"""

        ID_NUMBER = "person.id_number", "公民身份号码"
        CREDIT_CODE = "enterprise.credit_code", "统一社会信用代码"

    party = models.ForeignKey(Party, models.PROTECT, related_name="identifiers")
    scheme = models.TextField(choices=Scheme.choices)
    value = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} of {self.party_id}"


class AccountManager(BaseUserManager["Account"]):
    """账号管理: finds accounts by log-in name."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """按登录名查找"""
        return self.get(login=username)


class Account(AbstractBaseUser):
    """账号: what someone logs in with; a person's own or a member of staff's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    login = models.TextField(unique=True)
    name = models.TextField()
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Any] = AccountManager()

    def __str__(self) -> str:
        return self.login


class Appointment(models.Model):
    """任职: a role that an account holds, in a unit or city-wide, for a time."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True)
    role = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role"],
                condition=Q(until=None),
                name="appointment_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role} {self.unit_id or ''}"


class Mandate(models.Model):
    """授权委托: a party lets an agent act for it until a date; nothing is allowed by default."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = models.ForeignKey(Party, models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Account, models.PROTECT, related_name="mandates_held")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.principal_id} → {self.agent_id}"


class Token(models.Model):
    """接口令牌: lets a program act as an account; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    since = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"token of {self.account_id}"
