"""ZIPs that anybody may have made: a library comes out, or a reason."""

from __future__ import annotations

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calls.protocols import binding, document, packing
from calls.protocols.faults import BookError
from tests.calls.protocols.press import Press

STRUCTURE = b"code: fall\nversion: 1\n"


def zipped(
    *entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return held.getvalue()


def faults(raw: bytes) -> list[tuple[str, str]]:
    with pytest.raises(BookError) as refused:
        packing.unpack(raw, name="book.zip")
    return [(fault.file, fault.reason) for fault in refused.value.faults]


def test_what_was_packed_comes_out_byte_for_byte(press: Press) -> None:
    library = press.files()
    raw = packing.pack(library)
    assert packing.unpack(raw, name="book.zip") == library
    assert packing.pack(dict(reversed(library.items()))) == raw


def test_a_folder_around_the_protocols_and_what_computers_add_are_no_matter() -> None:
    raw = zipped(
        ("library/", b""),
        ("library/fall/", b""),
        ("library/fall/protocol.yaml", STRUCTURE),
        ("library/fall/words.es.yaml", b"x"),
        ("__MACOSX/library/fall/._protocol.yaml", b"x"),
        ("library/.DS_Store", b"x"),
    )
    assert packing.unpack(raw, name="book.zip") == {
        "fall": {"protocol.yaml": STRUCTURE, "words.es.yaml": b"x"}
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../fall/protocol.yaml", "the path leads out of the archive"),
        ("fall/../../protocol.yaml", "the path leads out of the archive"),
        ("/etc/fall/protocol.yaml", "the path leads out of the archive"),
        ("fall\\protocol.yaml", "a name of letters and digits is needed"),
        ("fall/proto\ncol.yaml", "a name of letters and digits is needed"),
        ("fall/notes.txt", "only <code>/protocol.yaml"),
        ("protocol.yaml", "only <code>/protocol.yaml"),
        ("a/b/fall/protocol.yaml", "only <code>/protocol.yaml"),
        ("Fall/protocol.yaml", "the folder is not named as a code is"),
        ("fall:x/protocol.yaml", "the folder is not named as a code is"),
    ],
)
def test_an_entry_that_is_no_protocols_is_refused_by_its_name(name: str, reason: str) -> None:
    ((file, told),) = faults(zipped((name, STRUCTURE)))
    assert reason in told
    assert file.isprintable()


def test_a_link_is_no_file() -> None:
    link = zipfile.ZipInfo("fall/protocol.yaml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert faults(zipped((link, b"/etc/passwd"))) == [
        ("fall/protocol.yaml", "a link or a device is no file")
    ]


def test_a_name_that_is_not_utf8_is_refused() -> None:
    raw = zipped(("fall/protocol.yaml", STRUCTURE)).replace(b"fall/", b"f\xe1ll/")
    assert [reason for _file, reason in faults(raw)] == ["the name is not UTF-8"]


def test_an_encrypted_file_is_refused() -> None:
    raw = bytearray(zipped(("fall/protocol.yaml", STRUCTURE)))
    central = raw.index(b"PK\x01\x02")
    struct.pack_into("<H", raw, central + 8, 1)
    assert [reason for _file, reason in faults(bytes(raw))] == ["the file is encrypted"]


def test_a_file_that_swells_is_not_unpacked() -> None:
    swollen = b"\0" * (document.LARGEST_FILE + 1)
    ((_file, reason),) = faults(zipped(("fall/protocol.yaml", swollen)))
    assert reason == f"larger than {document.LARGEST_FILE} bytes"


def test_many_files_that_swell_together_are_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "LARGEST_WHOLE", 10_000)
    many = [(f"p{number}/protocol.yaml", b"\0" * 3_000) for number in range(4)]
    assert "more than 10000 bytes once unpacked" in faults(zipped(*many))[0][1]


def test_a_size_that_is_told_small_deceives_nobody() -> None:
    swollen = b"a" * (document.LARGEST_FILE + 500)
    raw = bytearray(zipped(("fall/protocol.yaml", swollen)))
    struct.pack_into("<I", raw, raw.index(b"PK\x01\x02") + 24, 10)
    assert faults(bytes(raw))


def test_a_crowd_of_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_FILES", 2)
    many = [(f"p{number}/protocol.yaml", STRUCTURE) for number in range(3)]
    assert faults(zipped(*many)) == [("book.zip", "more than 2 files")]


def test_another_way_to_compress_is_refused() -> None:
    raw = zipped(("fall/protocol.yaml", STRUCTURE), method=zipfile.ZIP_BZIP2)
    assert faults(raw) == [("fall/protocol.yaml", "only stored and deflated files are taken")]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_file_twice_is_refused() -> None:
    raw = zipped(("fall/protocol.yaml", STRUCTURE), ("fall/protocol.yaml", b"other"))
    assert faults(raw) == [("fall/protocol.yaml", "the file is there twice")]


def test_protocols_that_do_not_lie_side_by_side_are_refused() -> None:
    raw = zipped(("a/fall/protocol.yaml", STRUCTURE), ("b/burns/protocol.yaml", STRUCTURE))
    assert faults(raw) == [("book.zip", "the folders of protocols do not lie side by side")]


@pytest.mark.parametrize("raw", [b"", b"PK", b"code: fall", zipped()])
def test_what_is_no_zip_of_protocols_is_refused(raw: bytes) -> None:
    assert [file for file, _reason in faults(raw)] == ["book.zip"]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_zip_with_any_bytes_changed_is_a_library_or_refused(data: st.DataObject) -> None:
    raw = bytearray(
        zipped(("fall/protocol.yaml", STRUCTURE), ("fall/words.es.yaml", b"title: Caer\n" * 20))
    )
    for _ in range(data.draw(st.integers(1, 6))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    _library_or_refused(bytes(raw[: data.draw(st.integers(0, len(raw)))] or raw))


@settings(max_examples=150, deadline=None)
@given(
    entries=st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)
            | st.sampled_from(["fall/protocol.yaml", "a/fall/words.es.yaml", "../x", "fall/x.yml"]),
            st.binary(max_size=40),
        ),
        max_size=5,
        unique_by=lambda entry: entry[0],
    )
)
def test_a_zip_of_any_names_is_a_library_or_refused(entries: list[tuple[str, bytes]]) -> None:
    _library_or_refused(zipped(*entries))


def _library_or_refused(raw: bytes) -> None:
    try:
        found = packing.unpack(raw, name="book.zip")
    except BookError as refused:
        assert all(str(fault).isprintable() for fault in refused.faults)  # noqa: PT017 - or a library
    else:
        assert found
        assert all(binding.is_a_protocols(name) for files in found.values() for name in files)


def test_loose_files_are_one_protocol_by_the_code_its_structure_names() -> None:
    found = packing.loose([("words.es.yaml", b"x"), ("protocol.yaml", STRUCTURE)])
    assert found == {"fall": {"words.es.yaml": b"x", "protocol.yaml": STRUCTURE}}


@pytest.mark.parametrize(
    ("files", "file", "reason"),
    [
        ([("words.es.yaml", b"x")], "protocol.yaml", "the file is missing"),
        ([("protocol.yaml", b"version: 1")], "protocol.yaml", "missing key 'code'"),
        ([("protocol.yaml", b"code: ../x")], "protocol.yaml", "is no code"),
        ([("protocol.yaml", b"\xff")], "protocol.yaml", "not UTF-8"),
        ([("protocol.yaml", STRUCTURE), ("a.txt", b"")], "a.txt", "only <code>/protocol.yaml"),
        ([("protocol.yaml", STRUCTURE)] * 2, "protocol.yaml", "the file is there twice"),
    ],
)
def test_loose_files_that_are_no_protocol_are_refused(
    files: list[tuple[str, bytes]], file: str, reason: str
) -> None:
    with pytest.raises(BookError) as refused:
        packing.loose(files)
    assert refused.value.file == file
    assert reason in refused.value.reason
