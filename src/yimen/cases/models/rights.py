"""权利与限制表: hearings, bans on applying again, places under a quota, delivery of results."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from yimen.cases.models.core import Case
from yimen.kernel.ids import new_id


class Hearing(models.Model):
    """听证: the right to be heard before a decision, from its notice to its record."""

    class State(models.TextChoices):
        """听证状态"""

        OFFERED = "offered", gettext_noop("已告知权利")
        WAIVED = "waived", gettext_noop("放弃或逾期未申请")
        REQUESTED = "requested", gettext_noop("已申请")
        SCHEDULED = "scheduled", gettext_noop("已通知时间")
        HELD = "held", gettext_noop("已举行")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, models.PROTECT, related_name="hearing")
    state = models.TextField(choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    takes_place_at = models.DateTimeField(null=True)
    place = models.TextField(blank=True)
    chair = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True)
    record = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"hearing {self.case_id} {self.state}"


class Ban(models.Model):
    """申请限制: a party may not apply for an item until a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey("parties.Party", models.PROTECT)
    item = models.TextField()
    case = models.ForeignKey(Case, models.PROTECT)
    until = models.DateField()
    reason = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["party", "item", "-until"], name="ban_of_party")]

    def __str__(self) -> str:
        return f"{self.item} {self.until}"


class QuotaCount(models.Model):
    """名额计数: how many places under an item's quota were given out; locked to give the next."""

    item = models.TextField()
    year = models.PositiveIntegerField()
    places = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "year"], name="quota_once")]

    def __str__(self) -> str:
        return f"{self.item} {self.year}: {self.places}"


class QuotaPlace(models.Model):
    """名额顺序: a case's place in the order of acceptance."""

    class State(models.TextChoices):
        """名额状态"""

        WAITING = "waiting", gettext_noop("等候")
        TAKEN = "taken", gettext_noop("已取得")
        FREED = "freed", gettext_noop("已让出")

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="place")
    count = models.ForeignKey(QuotaCount, models.PROTECT)
    place = models.PositiveIntegerField()
    state = models.TextField(choices=State.choices, default=State.WAITING)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["count", "place"], name="quota_place_once")]

    def __str__(self) -> str:
        return f"{self.count_id} #{self.place}"


class Handover(models.Model):
    """送达: how the result reaches the applicant, and when it did."""

    class Method(models.TextChoices):
        """送达方式"""

        ELECTRONIC = "electronic", gettext_noop("电子送达")
        COUNTER = "counter", gettext_noop("窗口领取")
        MAIL = "mail", gettext_noop("邮寄")
        KIOSK = "kiosk", gettext_noop("自助终端打印")
        OTHER_CITY = "other_city", gettext_noop("异地窗口领取")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="handovers")
    method = models.TextField(choices=Method.choices, default=Method.ELECTRONIC)
    place = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    chosen_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    received_by = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(handed_at=None), name="handover_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.case_id}"
