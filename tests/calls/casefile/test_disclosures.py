"""Disclosures and digests have the form of RFC 9901."""

from __future__ import annotations

import base64
import json

from hypothesis import given
from hypothesis import strategies as st

from calls.casefile import disclosures

# RFC 9901, 4.2.1 and 4.2.3.
EXAMPLE = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
ITS_DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"

values = st.one_of(st.text(st.characters(codec="utf-8")), st.floats(allow_nan=False), st.integers())


def test_the_digest_is_the_one_of_the_standard() -> None:
    assert disclosures.digest(EXAMPLE) == ITS_DIGEST
    assert disclosures.decode(EXAMPLE) == ("family_name", "Möbius")


@given(name=st.text(st.characters(codec="utf-8"), max_size=40), value=values)
def test_what_is_encoded_is_found_again_by_its_digest_alone(name: str, value: object) -> None:
    encoded = disclosures.encode(name, value)
    other = disclosures.encode("other", 1)
    mark = disclosures.digest(encoded)
    assert disclosures.reveal([mark], [other, encoded]) == {name: value}
    assert disclosures.reveal([mark], [other]) == {}


def test_every_disclosure_has_a_salt_of_128_bits_of_its_own() -> None:
    made = [disclosures.encode("name", "Remedios") for _ in range(50)]
    salts = set()
    for encoded in made:
        salt, name, value = json.loads(
            base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        )
        assert (name, value) == ("name", "Remedios")
        assert len(base64.urlsafe_b64decode(salt + "==")) == 16
        salts.add(salt)
    assert len(salts) == len(made)
    assert not any("=" in encoded for encoded in made)
