import functools
import timeit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import reader, search

BOOK = reader.load(reader.LIBRARY)
INDEX = search.index(BOOK)

PHRASES = """
unconscious | mi padre no respira
unconscious | mi bebé no respira
unconscious | MI MADRE NO RESPIRA!!!
unconscious | no respiraa
unconscious | se ha desmayado mi mujer
unconscious | se a desmallado una señora en el metro
unconscious | hay un hombre inconsciente en el suelo
unconscious | inconsiente
unconscious | incons
unconscious | persona tendida en el suelo que no responde
unconscious | no se despierta mi marido
unconscious | se ha caído redondo y está morado
unconscious | parada cardíaca
unconscious | creo que se está muriendo
unconscious | le cuesta respirar mucho
unconscious | my father isn't breathing
unconscious | my dad is not brething
unconscious | he's not breathing and turned blue
unconscious | she passed out in the kitchen
unconscious | unconcious woman
unconscious | my husband collapsed
unconscious | he won't wake up
unconscious | cardiac arrest
collision | choque en la A-6
collision | chocue en la a6
collision | accidente en la AP-7 kilómetro 34
collision | acidente de trafico
collision | han atropellado a un niño
collision | atropellao
collision | un coche ha volcado en la M-30
collision | colicion frontal
collision | se me ha salido el coche de la vía
collision | dos coches han chocado y hay heridos
collision | accidente de moto con un herido
collision | gente atrapada en el coche
collision | there's been a car crash on the M40
collision | car acident
collision | motorbike accident, rider on the ground
collision | a pedestrian was hit by a car
collision | lorry overturned on the motorway
collision | head on colision
collision | pile up
general | huele a gas
structure_fire | hay fuego en un piso
general | me han robado el móvil
violence | pelea en la calle
gender_violence | mi marido me pega
general | me he quedado encerrada en el ascensor
general | necesito información
general | smell of gas in the building
violence | somebody has a knife
general | my dad has fallen
general | noisy neighbors
"""
TABLE = [tuple(line.split(" | ")) for line in PHRASES.strip().splitlines()]


@pytest.mark.parametrize(("code", "said"), TABLE)
def test_what_callers_say_finds_its_protocol_first(code: str, said: str) -> None:
    assert INDEX.find(said)[0].code == code


def test_nothing_said_lists_the_book() -> None:
    assert [match.code for match in INDEX.find("", limit=500)] == list(BOOK.protocols)
    assert INDEX.find("la de los") == INDEX.find("  ")


def test_what_means_nothing_is_unclassified() -> None:
    assert [match.code for match in INDEX.find("xyzzy qwrtp")] == [search.LAST_RESORT]


def test_the_general_protocol_closes_every_list() -> None:
    assert [match.code for match in INDEX.find("no respira")] == ["unconscious", "general"]
    assert [match.code for match in INDEX.find("no respira", limit=1)] == ["general"]


def test_a_word_is_found_while_it_is_typed() -> None:
    assert INDEX.find("atrope")[0].code == "collision"
    assert INDEX.find("coli")[0].code == "collision"


def test_the_book_in_force_is_searched() -> None:
    assert search.find("no respira")[0].code == "unconscious"


@given(st.text(max_size=400))
def test_any_text_gets_an_answer_with_the_general_protocol_in_it(said: str) -> None:
    assert search.LAST_RESORT in [match.code for match in INDEX.find(said, limit=500)]


def test_a_search_takes_a_few_milliseconds_even_for_nonsense() -> None:
    for said in [*(said for _, said in TABLE), "x" * 10_000, "respira " * 1_000, "abc" * 60]:
        # The best of three: a machine at work on other things is not the search's doing.
        assert min(timeit.repeat(functools.partial(INDEX.find, said), number=1, repeat=3)) < 0.03
