"""企业表: the register of companies and the numbers it gives out."""

from django.db import models


class Enterprise(models.Model):
    """企业: a company in the register; it exists from the day its licence is signed."""

    party = models.OneToOneField("parties.Party", models.PROTECT, primary_key=True)
    credit_code = models.CharField(max_length=18, unique=True)
    name = models.TextField(unique=True)
    registrar = models.ForeignKey("parties.Unit", models.PROTECT)
    founded_on = models.DateField()
    case = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.name


class BodyNumber(models.Model):
    """主体标识序号: the running number behind the nine characters of an organisation code."""

    prefix = models.CharField(max_length=2, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"
