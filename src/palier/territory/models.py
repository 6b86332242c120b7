from typing import ClassVar

from django.db import models


class Commune(models.Model):
    """A commune or a municipal arrondissement in its present code (INSEE). A zone no source gives is not known."""

    insee = models.CharField(primary_key=True, max_length=5)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="arrondissements")
    department = models.CharField(max_length=3)
    region = models.CharField(max_length=3)
    epci = models.CharField(max_length=9, blank=True)
    epci_name = models.CharField(max_length=160, blank=True)
    postcodes = models.CharField(max_length=400, blank=True)
    population = models.PositiveIntegerField(null=True)
    benefit_zone = models.PositiveSmallIntegerField(null=True)
    ceiling_zone = models.CharField(max_length=5)
    search_key = models.CharField(max_length=120)

    class Meta:
        db_table = "commune"
        ordering: ClassVar = ["name", "insee"]
        indexes: ClassVar = [models.Index(fields=["search_key"], name="commune_search", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"
