"""From pairs to acts: which mentions stand together. Pure, and the same in any order of the mentions.

Two acts of one article are two; so are acts with a veto between them. The best pairs come together first, and groups
join where their members agree on the average.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import islice, product
from statistics import fmean

from ingest.resolve.acts import Act, make_signature
from ingest.resolve.blocks import FULL_BLOCK, find_pairs, make_bonds, make_keys
from ingest.resolve.features import VETO
from ingest.resolve.score import THRESHOLD, score_acts

_MEAN = THRESHOLD - 1.0  # of all pairs across two groups, where the best of them reaches THRESHOLD
_LOOKED_AT = 400  # pairs across two groups that are looked at, in order


class Node:
    """Acts that no comparison could tell apart, one an article: compared once for all of them."""

    __slots__ = ("acts", "articles", "first", "keys")

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = list(acts)
        self.first = self.acts[0]
        self.articles = {act.article for act in acts}
        self.keys = make_keys(self.first)


def find_groups(acts: Iterable[Act]) -> list[list[Act]]:
    """Return the acts in groups of one act in the world each; groups and members in order of their mentions' ids."""
    return sorted((group for area in find_areas(acts) for group in area), key=lambda group: _order(group[0]))


def find_areas(acts: Iterable[Act]) -> list[list[list[Act]]]:
    """Return the groups by area: what is in one area depends on nothing in another, now or later.

    An area holds all that links, crowded blocks and bonds hold together, over others too. New acts can change those
    areas only that they are linked to; acts that go can change their own.
    """
    nodes = make_nodes(acts)
    blocks: dict[str, list[int]] = {}
    for index, node in enumerate(nodes):
        for key in node.keys:
            blocks.setdefault(key, []).append(index)
    areas = _Areas(len(nodes))
    scores: dict[tuple[int, int], float] = {}
    for pair in find_pairs((key, blocks[key]) for key in sorted(blocks) if len(blocks[key]) > 1):
        one, other = nodes[pair[0]], nodes[pair[1]]
        score = score_acts(one.first, other.first)
        if score >= THRESHOLD:
            areas.join(*pair)  # also where an article tells them apart: it may go
            if not one.articles & other.articles:
                scores[pair] = score
    _bind(nodes, blocks, areas)
    by_area: dict[int, list[list[Act]]] = {}
    for group in _join(nodes, scores):
        members = sorted((act for index in group for act in nodes[index].acts), key=_order)
        by_area.setdefault(areas.find(group[0]), []).append(members)
    return list(by_area.values())


def link_acts(one: Act, other: Act) -> bool:
    """Tell whether two acts belong to one area by what they say."""
    return score_acts(one, other) >= THRESHOLD


class _Areas:
    """Disjoint sets of nodes."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def find(self, index: int) -> int:
        while self._above[index] != index:
            self._above[index] = self._above[self._above[index]]
            index = self._above[index]
        return index

    def join(self, one: int, other: int) -> None:
        self._above[self.find(one)] = self.find(other)


def _bind(nodes: Sequence[Node], blocks: dict[str, list[int]], areas: _Areas) -> None:
    """Join what belongs to one area without a link."""
    for block in blocks.values():
        if sum(len(nodes[index].acts) for index in block) > FULL_BLOCK:
            for index in block[1:]:
                areas.join(block[0], index)
    first: dict[str, int] = {}
    for index, node in enumerate(nodes):
        for act in node.acts:
            for bond in make_bonds(act):
                areas.join(first.setdefault(bond, index), index)


def make_nodes(acts: Iterable[Act]) -> list[Node]:
    """Put acts of one signature together; where an article has several of them, its first stands with the first of the
    others, and so on. Ordered by party, amount and time: what is alike stands side by side."""
    together: dict[Hashable, dict[str, list[Act]]] = {}
    for act in sorted(acts, key=_order):
        together.setdefault(make_signature(act), {}).setdefault(act.article, []).append(act)
    nodes = []
    for by_article in together.values():
        if len(by_article) > 1 and _tell_too_little(by_article):
            nodes += [Node([act]) for acts in by_article.values() for act in acts]
            continue
        for rank in range(max(map(len, by_article.values()))):
            nodes.append(Node([acts[rank] for acts in by_article.values() if len(acts) > rank]))
    return sorted(nodes, key=_place)


def _tell_too_little(by_article: dict[str, list[Act]]) -> bool:
    """Tell whether equal acts of two articles say too little to be taken for one."""
    one, other = (acts[0] for acts in islice(by_article.values(), 2))
    return score_acts(one, other) < THRESHOLD


def _order(act: Act) -> tuple[str, str, int]:
    return act.reported.key


def _place(node: Node) -> tuple[object, ...]:
    first = node.first
    mention = first.reported.mention
    party = first.parties[0].key if first.parties else ""
    dollars = first.reported.amount_usd
    return party, -1 if dollars is None else dollars, mention.amount or 0, first.reported.reported_at, _order(first)


def _score_nodes(one: Node, other: Node) -> float:
    if one.articles & other.articles:
        return VETO
    return score_acts(one.first, other.first)


def _join(nodes: Sequence[Node], scores: dict[tuple[int, int], float]) -> list[list[int]]:
    """Join nodes along their best pairs, best first."""
    group_of = {index: index for index in range(len(nodes))}
    members = {index: [index] for index in range(len(nodes))}
    articles = {index: set(node.articles) for index, node in enumerate(nodes)}
    ordered = sorted(
        scores.items(), key=lambda item: (-item[1], _order(nodes[item[0][0]].first), _order(nodes[item[0][1]].first))
    )
    for (one, other), _ in ordered:
        first, second = group_of[one], group_of[other]
        if first == second or articles[first] & articles[second]:
            continue
        if len(members[first]) * len(members[second]) > 1 and not _agree(nodes, members[first], members[second]):
            continue
        if len(members[first]) < len(members[second]):
            first, second = second, first
        for index in members[second]:
            group_of[index] = first
        members[first] += members.pop(second)
        articles[first] |= articles.pop(second)
    return list(members.values())


def _agree(nodes: Sequence[Node], one: Sequence[int], other: Sequence[int]) -> bool:
    pairs = islice(product(sorted(one), sorted(other)), _LOOKED_AT)
    found = [_score_nodes(nodes[a], nodes[b]) for a, b in pairs]
    return min(found) > VETO / 2 and fmean(found) >= _MEAN
