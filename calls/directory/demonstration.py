"""Centres for rehearsal: for every agency one that answers for all of Spain, and a local one."""

from django.db import transaction

from calls.directory import models, reference

# Agency: what its rooms are called.
ROOMS = {
    "health": "Centro Coordinador de Urgencias",
    "fire": "Central de Bomberos",
    "police": "Sala de Coordinación Policial",
    "civil_protection": "Centro de Coordinación de Protección Civil",
    "sea_rescue": "Centro de Coordinación de Salvamento",
}
# Province: its name and the place of its rooms.
PROVINCES = {"37": ("Salamanca", 40.9688, -5.6639)}
LOCAL = frozenset({"health"})


@transaction.atomic
def load_demonstration_centres() -> list[models.OperationsCentre]:
    """Make the demonstration centres that are not there yet and return all of them.

    Ordered by agency, the whole country's first. Their codes are "health-ES", "health-37".
    """
    for agency in reference.agencies():
        models.Agency.objects.get_or_create(
            code=agency.code,
            defaults={
                "kind": agency.kind,
                "name_es": agency.name_es,
                "name_en": agency.name_en,
            },
        )
    centres = []
    for agency_code, room in ROOMS.items():
        centres.append(_centre(agency_code, models.COUNTRY, f"{room} (demo)", models.Level.COUNTRY))
        for province, (name, latitude, longitude) in PROVINCES.items():
            if agency_code in LOCAL:
                centres.append(
                    _centre(
                        agency_code,
                        province,
                        f"{room} de {name} (demo)",
                        models.Level.PROVINCE,
                        point=(latitude, longitude),
                    )
                )
    return centres


def _centre(
    agency: str,
    ground: str,
    name: str,
    level: models.Level,
    *,
    point: tuple[float, float] | None = None,
) -> models.OperationsCentre:
    latitude, longitude = point or (None, None)
    centre, _made = models.OperationsCentre.objects.get_or_create(
        code=f"{agency}-{ground}",
        defaults={
            "name": name,
            "agency_id": agency,
            "latitude": latitude,
            "longitude": longitude,
        },
    )
    models.Jurisdiction.objects.get_or_create(centre=centre, level=level, code=ground)
    return centre
