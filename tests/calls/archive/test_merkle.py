"""The tree of RFC 6962: official vectors, and what must hold of every tree."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calls.archive import merkle
from tests.support import run

VECTORS = run.ROOT.parent / "shared/standards/merkle-rfc6962"
# The reference implementation's own leaves and roots (transparency-dev/merkle, RFC 6962 tests).
LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOT_OF_EIGHT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(json.loads(file.read_text()), id=f"{file.parent.name}-{file.stem}")
        for file in sorted((VECTORS / kind).rglob("*.json"))
    ]


def raw(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def path(told: dict[str, Any]) -> list[bytes]:
    return [raw(text) for text in told["proof"] or ()]


@pytest.mark.parametrize("told", cases("inclusion"))
def test_official_inclusion_proofs_are_judged_as_official(told: dict[str, Any]) -> None:
    holds = merkle.includes(
        index=told["leafIdx"],
        size=told["treeSize"],
        leaf=raw(told["leafHash"]),
        path=path(told),
        root=raw(told["root"]),
    )
    assert holds is not told["wantErr"]


@pytest.mark.parametrize("told", cases("consistency"))
def test_official_consistency_proofs_are_judged_as_official(told: dict[str, Any]) -> None:
    holds = merkle.extends(
        older=told["size1"],
        newer=told["size2"],
        older_root=raw(told["root1"]),
        newer_root=raw(told["root2"]),
        path=path(told),
    )
    assert holds is not told["wantErr"]


@pytest.mark.skipif(not VECTORS.exists(), reason="the standards' test vectors are not beside us")
def test_the_official_leaves_give_the_official_root_and_proofs() -> None:
    hashes = [merkle.leaf_hash(data) for data in LEAVES]
    node = merkle.over(hashes)
    assert merkle.root(8, node).hex() == ROOT_OF_EIGHT
    happy = [each.values[0] for each in cases("inclusion") if "happy" in str(each.id)]
    proven = [told for told in happy if raw(told["root"]).hex() == ROOT_OF_EIGHT]
    assert proven
    for told in proven:
        assert merkle.inclusion(told["leafIdx"], 8, node) == path(told)
    assert merkle.root(0, node) == hashlib.sha256(b"").digest()


hashes = st.lists(st.binary(max_size=4), min_size=1, max_size=70).map(
    lambda texts: [merkle.leaf_hash(text) for text in texts]
)


@given(hashes)
def test_appending_gives_the_root_that_the_definition_gives(leaves: list[bytes]) -> None:
    edge = merkle.Edge()
    for count, leaf in enumerate(leaves, start=1):
        edge.append(leaf)
        edge = merkle.Edge(edge.size, edge.roots)
        assert edge.root() == merkle.root(count, merkle.over(leaves)) == defined(leaves[:count])


@given(hashes, st.data())
def test_every_leaf_is_proven_and_no_other_in_its_place(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    node = merkle.over(leaves)
    proof, root = merkle.inclusion(index, size, node), merkle.root(size, node)

    def holds(leaf: bytes) -> bool:
        return merkle.includes(index=index, size=size, leaf=leaf, path=proof, root=root)

    assert holds(leaves[index])
    assert not holds(merkle.leaf_hash(b"another"))


@given(hashes, st.data())
def test_a_tree_that_goes_on_is_proven_and_one_that_was_changed_is_not(
    leaves: list[bytes], data: st.DataObject
) -> None:
    newer = len(leaves)
    older = data.draw(st.integers(1, newer))
    node = merkle.over(leaves)
    proof = merkle.consistency(older, newer, node)

    def holds(before: bytes) -> bool:
        return merkle.extends(
            older=older,
            newer=newer,
            older_root=before,
            newer_root=merkle.root(newer, node),
            path=proof,
        )

    assert holds(merkle.root(older, node))
    changed = [merkle.leaf_hash(b"another"), *leaves[1:older]]
    assert not holds(merkle.root(older, merkle.over(changed)))


@pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 2)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not among"):
        merkle.inclusion(index, size, merkle.over([]))


@pytest.mark.parametrize(("older", "newer"), [(0, 1), (3, 2)])
def test_a_tree_does_not_lead_to_a_smaller_one(older: int, newer: int) -> None:
    with pytest.raises(ValueError, match="no tree of"):
        merkle.consistency(older, newer, merkle.over([]))


def defined(leaves: list[bytes]) -> bytes:
    """Give MTH as RFC 6962, 2.1 writes it, straight from the text."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


@pytest.mark.skipif(not VECTORS.exists(), reason="the standards' test vectors are not beside us")
def test_the_official_vectors_were_found() -> None:
    assert (len(cases("inclusion")), len(cases("consistency"))) == (71, 64)
