"""The Merkle tree of RFC 6962, 2.1: roots, proofs and their checks; SHA-256 throughout.

A tree is asked for by `Nodes`: (level, index) → the root of its 2**level leaves from
index × 2**level on, all of them there.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Sequence

Nodes = Callable[[int, int], bytes]
EMPTY = hashlib.sha256().digest()
SIZE = hashlib.sha256().digest_size


class Edge:
    """The right edge of a growing tree: what is needed to append, and its root."""

    def __init__(self, size: int = 0, roots: Iterable[bytes] = ()) -> None:
        """Begin with `size` leaves, given the roots of its whole subtrees, the largest first."""
        self.size = size
        self.roots = list(roots)
        if len(self.roots) != size.bit_count():
            raise ValueError(f"{size} leaves do not end in {len(self.roots)} subtrees")

    def append(self, leaf: bytes) -> None:
        """Append a leaf's hash."""
        self.roots.append(leaf)
        merged = self.size
        while merged & 1:
            right = self.roots.pop()
            self.roots[-1] = node_hash(self.roots[-1], right)
            merged >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Give the tree's root (MTH)."""
        if not self.roots:
            return EMPTY
        return functools.reduce(lambda right, left: node_hash(left, right), reversed(self.roots))


def leaf_hash(data: bytes) -> bytes:
    """Give the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def over(leaves: Sequence[bytes]) -> Nodes:
    """Give the nodes over these leaf hashes."""

    @functools.cache
    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return node_hash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


def root(size: int, node: Nodes) -> bytes:
    """Give the root over the first `size` leaves."""
    return _range(0, size, node) if size else EMPTY


def inclusion(index: int, size: int, node: Nodes) -> list[bytes]:
    """Give the audit path of a leaf (2.1.1), nearest the leaf first."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not among {size}")
    path, begin, end = [], 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_range(middle, end, node))
            end = middle
        else:
            path.append(_range(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency(older: int, newer: int, node: Nodes) -> list[bytes]:
    """Give the proof that the first `older` leaves of `newer` are the same (2.1.2)."""
    if not 0 < older <= newer:
        raise ValueError(f"no tree of {older} leaves leads to one of {newer}")
    path: list[bytes] = []
    begin, end, is_whole = 0, newer, True
    while older != end:
        middle = begin + _split(end - begin)
        if older <= middle:
            path.append(_range(middle, end, node))
            end = middle
        else:
            path.append(_range(begin, middle, node))
            begin, is_whole = middle, False
    if not is_whole:
        path.append(_range(begin, end, node))
    return path[::-1]


def includes(*, index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Say whether a path proves a leaf to be in a tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != SIZE:
        return False
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(
    *, older: int, newer: int, older_root: bytes, newer_root: bytes, path: Sequence[bytes]
) -> bool:
    """Say whether a path proves that a tree goes on where another ended (RFC 9162, 2.1.4.2)."""
    if not 0 < older <= newer:
        return False
    if older == newer:
        return not path and older_root == newer_root
    steps = list(path) if older & (older - 1) else [older_root, *path]
    if not steps:
        return False
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            was, now = node_hash(each, was), node_hash(each, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = node_hash(now, each)
        at, last = at >> 1, last >> 1
    return last == 0 and was == older_root and now == newer_root


def _split(count: int) -> int:
    """Give the largest power of two below a count."""
    return 1 << (count - 1).bit_length() - 1


def _range(begin: int, end: int, node: Nodes) -> bytes:
    """Give the root over some leaves; `begin` is where a subtree of that many may begin."""
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_range(begin, middle, node), _range(middle, end, node))
