"""Agencies, their centres and where they answer; municipalities and the gazetteer."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

COUNTRY = "ES"


class AgencyKind(models.TextChoices):
    """What kind of help an agency gives."""

    HEALTH = "health", _("Health")
    FIRE = "fire", _("Fire and rescue")
    POLICE = "police", _("Police")
    CIVIL_PROTECTION = "civil_protection", _("Civil protection")
    SEA_RESCUE = "sea_rescue", _("Sea rescue")


class Level(models.TextChoices):
    """How much ground a jurisdiction covers."""

    COUNTRY = "country", _("Country")
    CCAA = "ccaa", _("Autonomous community")
    PROVINCE = "province", _("Province")
    MUNICIPALITY = "municipality", _("Municipality")


class Agency(models.Model):
    """A service that sends help."""

    code = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=32, choices=AgencyKind.choices)
    name_es = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        app_label = "calls"
        db_table = "directory_agency"
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Give the name in the reader's language."""
        language = translation.get_language() or "es"
        return self.name_en if language.startswith("en") else self.name_es


class OperationsCentre(models.Model):
    """An agency's room that accepts transfers; degrees are WGS 84."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=160)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="centres")
    is_active = models.BooleanField(default=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta:
        app_label = "calls"
        db_table = "directory_centre"
        verbose_name = _("operations centre")
        verbose_name_plural = _("operations centres")

    def __str__(self) -> str:
        return self.name


class Jurisdiction(models.Model):
    """Ground that a centre answers for: "ES", or an INE code of 2 or 5 digits."""

    id = models.BigAutoField(primary_key=True)
    centre = models.ForeignKey(
        OperationsCentre, on_delete=models.CASCADE, related_name="jurisdictions"
    )
    level = models.CharField(max_length=16, choices=Level.choices)
    code = models.CharField(max_length=5)

    class Meta:
        app_label = "calls"
        db_table = "directory_jurisdiction"
        verbose_name = _("jurisdiction")
        verbose_name_plural = _("jurisdictions")
        constraints = (
            models.UniqueConstraint(
                fields=["centre", "level", "code"], name="directory_jurisdiction_once"
            ),
            models.CheckConstraint(
                condition=models.Q(level=Level.COUNTRY, code=COUNTRY)
                | models.Q(level__in=[Level.CCAA, Level.PROVINCE], code__regex=r"^[0-9]{2}$")
                | models.Q(level=Level.MUNICIPALITY, code__regex=r"^[0-9]{5}$"),
                name="directory_jurisdiction_code",
            ),
        )
        indexes = (models.Index(fields=["level", "code"], name="directory_jurisdiction_place"),)

    def __str__(self) -> str:
        return f"{self.level} {self.code}"


class Municipality(models.Model):
    """A municipality of the INE list, in WGS 84 degrees.

    The point is its seat where that is known, else a point inside; the outline is written as
    `calls.directory.outline` reads it, good to some 300 m. A few municipalities are too small
    for the atlas and have no outline and no box.
    """

    ine_code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    province_code = models.CharField(max_length=2)
    province = models.CharField(max_length=60)
    ccaa_code = models.CharField(max_length=2)
    ccaa = models.CharField(max_length=60)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    south = models.FloatField(null=True)
    west = models.FloatField(null=True)
    north = models.FloatField(null=True)
    east = models.FloatField(null=True)
    outline = models.TextField(default="", blank=True)

    class Meta:
        app_label = "calls"
        db_table = "directory_municipality"
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A populated place of GeoNames, by its GeoNames number (WGS 84 degrees)."""

    id = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, related_name="places"
    )
    latitude = models.FloatField()
    longitude = models.FloatField()
    population = models.PositiveIntegerField()

    class Meta:
        app_label = "calls"
        db_table = "directory_place"
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name


class SearchKey(models.Model):
    """One folded way to begin a name: what type-ahead looks up.

    "L'Hospitalet de Llobregat" has a key from each of its words on. `label` is the name as it
    is written; `own` marks the official names, before the other tongues' and the nicknames.
    A key without a place belongs to the municipality itself.
    """

    id = models.BigAutoField(primary_key=True)
    key = models.TextField()
    label = models.TextField()
    own = models.BooleanField()
    whole = models.BooleanField()
    population = models.PositiveIntegerField()
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True)

    class Meta:
        app_label = "calls"
        db_table = "directory_search_key"
        verbose_name = _("search key")
        verbose_name_plural = _("search keys")
        indexes = (
            models.Index(
                fields=["key"], opclasses=["text_pattern_ops"], name="directory_search_key_prefix"
            ),
        )

    def __str__(self) -> str:
        return self.key


class ReferenceLoad(models.Model):
    """Which content of the reference data this database holds."""

    name = models.CharField(max_length=32, primary_key=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        app_label = "calls"
        db_table = "directory_reference_load"
        verbose_name = _("reference load")
        verbose_name_plural = _("reference loads")

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"
