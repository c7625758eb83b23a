import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from calls.protocols import document
from calls.protocols.faults import BookError


def test_a_scalar_stays_the_text_that_was_written() -> None:
    node = document.table(
        document.read(b"a: no\nb: 0110\nc: 2026-01-01\n", file="f"), required=("a", "b", "c")
    )
    texts = [document.text(node.entries[key]) for key in ("a", "b", "c")]
    assert texts == ["no", "0110", "2026-01-01"]


def test_white_space_within_a_text_is_one_space() -> None:
    assert document.text(document.read(b"'  two\n\n  words '", file="f")) == "two words"


@pytest.mark.parametrize(
    ("raw", "line", "reason"),
    [
        (b"", 1, "empty"),
        (b"a: 1\nb: &x 2\nc: *x\n", 2, "anchors and aliases"),
        (b"a: 1\nb: *x\n", 2, "anchors and aliases"),
        (b"a: !!python/object/apply:os.system ['true']", 1, "tags"),
        (b"a: 1\n\na: 2\n", 3, "stands twice"),
        (b"a: 1\n---\nb: 2\n", 3, "one document"),
        (b"[" * 100_000, 1, "nested deeper"),
        (b"- " * 50_000, 1, "nested deeper"),
        (b"? [a]\n: b", 1, "a key is a text"),
        (b"a: 1\nb: \xff", 2, "not UTF-8"),
        (b"a: 1\nb: \x00", 2, "a character YAML forbids"),
        (b"a: 1\nb: c: d", 2, "mapping values"),
        (b"a: 1\nb: 'no end", 2, "end of stream"),
        (b"a: 1\nb: @c", 2, "cannot start any token"),
        (b"a: '" + b"x" * document.LARGEST_FILE + b"'", 1, "larger than"),
    ],
)
def test_what_a_reviewed_file_never_needs_is_refused_by_line(
    raw: bytes, line: int, reason: str
) -> None:
    with pytest.raises(BookError) as refused:
        document.read(raw, file="folder/file.yaml")
    assert (refused.value.file, refused.value.line) == ("folder/file.yaml", line)
    assert reason in refused.value.reason


def test_ten_aliases_of_ten_aliases_are_refused_before_they_grow() -> None:
    bomb = "a0: &a0 [x, x]\n" + "\n".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)
    )
    with pytest.raises(BookError) as refused:
        document.read(bomb.encode(), file="f")
    assert refused.value.line == 1


def test_a_text_that_cannot_be_printed_is_refused() -> None:
    with pytest.raises(BookError) as refused:
        document.text(document.read(b'"right\\u202eleft"', file="f"))
    assert "cannot be printed" in refused.value.reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"a: 1\nextra: 2", "unknown key 'extra'; allowed: a, b"),
        (b"b: 1", "missing key 'a'"),
        (b"- a", "a mapping is needed"),
        (b"text", "a mapping is needed"),
    ],
)
def test_a_table_has_exactly_its_keys(raw: bytes, reason: str) -> None:
    with pytest.raises(BookError) as refused:
        document.table(document.read(raw, file="f"), required=("a",), optional=("b",))
    assert reason in refused.value.reason


@pytest.mark.parametrize("raw", [b"59", b"141", b"1e2", b"-80", b"80.0", b"''", b"[80]"])
def test_a_number_out_of_bounds_is_refused(raw: bytes) -> None:
    with pytest.raises(BookError):
        document.whole(document.read(raw, file="f"), least=60, most=140)


@pytest.mark.parametrize("raw", [b"Upper", b"with space", b"9lives", b"dash-ed", b"x" * 41])
def test_a_code_is_lower_case_letters_digits_and_underscores(raw: bytes) -> None:
    with pytest.raises(BookError):
        document.code(document.read(raw, file="f"))


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_line_and_nothing_else(raw: bytes) -> None:
    told = ""
    try:
        document.read(raw, file="f")
    except BookError as refused:
        told = str(refused)
    assert re.fullmatch(r"(f:[1-9]\d*: .+)?", told, re.DOTALL)


_leaves = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), max_size=20)


@given(
    st.recursive(
        _leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_leaves, inner, max_size=3),
        max_leaves=12,
    )
)
def test_what_yaml_writes_is_read_as_it_was(written: object) -> None:
    raw = yaml.safe_dump(written, allow_unicode=True, default_style='"').encode()
    assert _plain(document.read(raw, file="f")) == written


def _plain(node: document.Node) -> object:
    if isinstance(node, document.Text):
        return node.value
    if isinstance(node, document.Items):
        return [_plain(each) for each in node.nodes]
    return {key: _plain(each) for key, each in node.entries.items()}
