"""The list of what can be odd is closed and explained."""

from cae.replay import blemishes


def test_every_code_has_an_explanation_of_its_own() -> None:
    told = {code: str(blemishes.EXPLANATIONS[code]) for code in blemishes.Code}
    assert set(blemishes.EXPLANATIONS) == set(blemishes.Code)
    assert len(set(told.values())) == len(told)
    assert all(text.endswith(".") for text in told.values())


def test_what_is_ordinary_is_on_the_list() -> None:
    assert set(blemishes.Code) > blemishes.ORDINARY
