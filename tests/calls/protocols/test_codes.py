from calls.protocols import codes


def test_the_lists_hold_what_their_sources_hold() -> None:
    lists = codes.lists()
    assert (len(lists.natures), len(lists.motives), len(lists.emsi)) == (299, 52, 71)
    assert {"C01.01.06", "C11.06.00"} <= lists.natures
    assert {"TRP/COL", "HLT"} <= lists.emsi


def test_there_are_nine_families() -> None:
    lists = codes.lists()
    assert sorted(lists.families.values()) == sorted(lists.subtypes)
    assert len(lists.families) == 9
