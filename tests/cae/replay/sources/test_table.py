"""A broken file is read to its end."""

import csv
import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from cae.replay.sources import table as tables


def cells(content: bytes | str) -> list[list[str]]:
    return [row.cells for row in read(content).rows]


def read(content: bytes | str) -> tables.Table:
    return tables.read(content.encode() if isinstance(content, str) else content)


def codes(content: bytes | str) -> list[str]:
    table = read(content)
    noted = [*table.blemishes, *(blemish for row in table.rows for blemish in row.blemishes)]
    return [str(blemish.code) for blemish in noted]


def test_columns_are_found_by_name_whatever_their_spelling() -> None:
    (row,) = read("Call Number,received_dttm\n1,2\n").rows
    assert (row.get("call_number"), row.get("Received DtTm"), row.get("Unit ID")) == ("1", "2", "")


def test_the_digest_is_of_the_bytes() -> None:
    assert read("a\n").digest == hashlib.sha256(b"a\n").hexdigest()


def test_byte_order_marks_and_line_ends_do_not_matter() -> None:
    for content in (
        "a,b\n1,2\n",
        "\ufeffa,b\r\n1,2\r\n",
        "a,b\r1,2\r",
        "\n\na,b\n\n1,2",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "\ufeffa,b\n1,2\n".encode("utf-16-le"),
        "\ufeffa,b\n1,2\n".encode("utf-16-be"),
    ):
        assert (cells(content), codes(content)) == ([["1", "2"]], [])
        assert read(content).count == 1


def test_a_quoted_field_holds_commas_quotes_and_line_breaks() -> None:
    content = 'a,b\n"1, ""one""","2\r\ntwo"\n3,4\n'
    assert cells(content) == [['1, "one"', "2 two"], ["3", "4"]]
    assert codes(content) == []


def test_an_open_quote_swallows_no_other_row() -> None:
    content = 'a,b\n"1,2\n3,4\n5,6\n'
    assert cells(content) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert codes(content) == ["quote_unclosed"]


def test_two_open_quotes_swallow_no_other_row() -> None:
    content = 'a,b\n"1,2\n3,4\n"5,6\n7,8\n'
    assert cells(content) == [["1", "2"], ["3", "4"], ["5", "6"], ["7", "8"]]


def test_an_inch_mark_is_a_letter_like_others() -> None:
    content = 'a,b\n5" pipe,2\n3,4\n'
    assert (cells(content), codes(content)) == ([['5" pipe', "2"], ["3", "4"]], [])


def test_short_and_long_rows_are_read_for_what_they_have() -> None:
    content = "a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n"
    assert cells(content) == [["1", "2", ""], ["1", "2", "3"], ["1", "2", "3"]]
    assert codes(content) == ["row_short", "row_long"]


def test_the_last_field_of_a_file_that_breaks_off_is_doubtful() -> None:
    assert cells("a,b,c\n1,2") == [["1", "", ""]]
    assert codes("a,b,c\n1,2") == ["row_cut"]
    assert codes('a,b,c\n1,"2') == ["row_cut"]


def test_rows_that_say_nothing_are_counted() -> None:
    content = "a,b\n,\na,b\n1,2\n"
    assert (cells(content), read(content).count) == ([["1", "2"]], 3)
    assert codes(content) == ["row_empty", "header_repeated"]


def test_control_characters_are_removed_and_told() -> None:
    content = "a,b\n1\x00,\x1b2\n"
    assert (cells(content), codes(content)) == ([["1", "2"]], ["control_characters"])
    assert all(blemish.told == "1,2" for row in read(content).rows for blemish in row.blemishes)


def test_text_that_is_not_utf8_is_read_and_told_for_its_row_alone() -> None:
    content = b"a,b\nPe\xf1a,1\nPe\xc3\xb1a,2\n\xff\xfe\x81,3\n"
    assert [row[0] for row in cells(content)][:2] == ["Peña", "Peña"]
    assert codes(content) == ["not_utf8", "not_utf8"]


def test_a_text_too_long_for_a_case_is_shortened() -> None:
    (row,) = read("a,b\n" + "x" * 500_000 + ",2\n").rows
    assert len(row.text("a")) == tables.LONGEST_TEXT
    assert [(str(b.code), len(b.told)) for b in row.blemishes] == [("text_shortened", 120)]


def test_a_quoted_text_beyond_all_bounds_is_no_crash() -> None:
    content = 'a,b\n"' + "x" * 500_000 + '",2\n3,4\n'
    assert cells(content) == [["3", "4"]]
    assert codes(content) == ["row_unreadable"]


def test_an_empty_file_has_no_rows() -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe"):
        assert (read(content).rows, read(content).count) == ([], 0)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_and_every_row_has_its_fields(content: bytes) -> None:
    table = tables.read(content)
    assert len({len(row.cells) for row in table.rows}) <= 1
    assert len(table.rows) <= table.count


@given(st.text(alphabet='ab1,;"\n\r\x00\t é', max_size=200))
def test_any_text_is_read_and_no_row_is_lost_uncounted(content: str) -> None:
    table = tables.read(f"x,y\n{content}".encode())
    lost = {blemish.row for blemish in table.blemishes}
    assert {row.number for row in table.rows} | lost == set(range(1, table.count + 1))


@given(
    st.lists(st.lists(st.text(alphabet='ab1,;" é', max_size=6), min_size=3, max_size=3), max_size=8)
)
def test_what_a_spreadsheet_writes_is_read_as_it_was_meant(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["x", "y", "z"])
    writer.writerows([[f"é{cell}" for cell in row] for row in rows])
    assert cells(out.getvalue()) == [[f"é{cell}".strip() for cell in row] for row in rows]
