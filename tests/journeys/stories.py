"""What is said at the desks, in each language."""

import dataclasses

from tests.browser import hands


@dataclasses.dataclass(frozen=True, kw_only=True)
class Story:
    """What is said in one language."""

    language: hands.Language
    number: str
    place: str
    reason: str
    promise: str
    said: str
    note: str
    summary: str


STORIES = (
    Story(
        language="es",
        number="+34600123123",
        place="Calle Zamora 12, 3.º B",
        reason="Mi padre no respira",
        promise="Preguntar cómo ha llegado",
        said="Está en la UCI, estable",
        note="La hija espera en el portal",
        summary="PCR recuperada, trasladado al hospital",
    ),
    Story(
        language="en",
        number="+34600456456",
        place="Calle Toro 7",
        reason="My father is not breathing",
        promise="Ask how he arrived",
        said="In intensive care, stable",
        note="His daughter waits at the door",
        summary="Cardiac arrest, pulse regained, taken to hospital",
    ),
)
