"""The words of a place as they are compared: without capitals, marks and commas."""

from __future__ import annotations

from django.db.models import CharField, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower

# Capitals too: a database of the C locale lowers the plain letters alone.
_MARKED = "ÁÀÂÄÃÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇáàâäãéèêëíìîïóòôöõúùûüñç"
_PLAIN = "aaaaaeeeeiiiiooooouuuuncaaaaaeeeeiiiiooooouuuunc"


def folded(text: Combinable | str) -> Func:
    """Give the expression of a text's words, by field name or value; "" where it has none.

    "Calle Zamora, 1" and "CALLE ZAMORA 1" are the same; an index of cases keeps it.
    """
    plain = Func(Lower(text), Value(_MARKED), Value(_PLAIN), function="translate")
    words = Func(plain, Value("[^a-z0-9]+"), Value(" "), Value("g"), function="regexp_replace")
    return Func(words, function="btrim", output_field=CharField())
