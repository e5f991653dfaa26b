"""Who the mentions name: forms of one name become one party, by rule or by a correction that says why. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b

from ingest.errors import CorrectionError
from ingest.refdata import load_companies, load_countries, load_regulators
from ingest.resolve.acts import find_authority
from ingest.resolve.names import INITIALS, Name, fold_name, make_name, match_names, split_names


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the corrections file."""

    kind: str  # same | apart | about
    names: tuple[str, ...]  # of `same` the first is the one to use
    reason: str
    country: str | None = None  # of `about`
    party_kind: str | None = None  # of `about`


@dataclass(slots=True)
class Party:
    """One company, authority or country with all forms of its name."""

    party_id: str
    kind: str  # authority | country | company
    country: str | None
    forms: set[str] = field(default_factory=set)  # as written
    merges: list[str] = field(default_factory=list)  # why forms with another folded name belong here
    given: str | None = None  # name from a correction or the reference data

    @property
    def name(self) -> str:
        return self.given or max(sorted(self.forms), key=len)


def list_names(role: str, text: str) -> tuple[Name, ...]:
    """Return the names that a field holds: investors may be several, all else is one."""
    found = []
    for name in split_names(text) if role == "investor" else (make_name(text),):
        if (key := _find_key(name.text)) != name.key:
            name = Name(name.text, key, tuple(key.split()))
        found.append(name)
    return tuple(name for name in found if name.key)


def find_parties(
    names: Iterable[Name], together: Iterable[tuple[str, Collection[Name]]], corrections: Sequence[Correction] = ()
) -> dict[str, Party]:
    """Return folded name -> party for all `names`.

    `together` holds (event_id, names that reports of that event give in one role): forms that match there are one party, unless a
    short form matches several that are not forms of each other. Raises CorrectionError for a correction that finds nothing.
    """
    seen: dict[str, set[str]] = {}
    for name in names:
        seen.setdefault(name.key, set()).add(name.text)
    for correction in corrections:
        if missing := [text for text in correction.names if _find_key(text) not in seen]:
            raise CorrectionError(
                f"the correction of parties with the reason {correction.reason!r} matches nothing:"
                f" no mention names {missing[0]!r}; take it out, or give the day from which it counts as `since`"
            )
    above, reasons = _find_longer(together, corrections), {}
    for short, (long, event_id) in above.items():
        reasons[short] = f"rule: a form of {long!r} in event {event_id}"
    for correction in corrections:
        if correction.kind == "same":
            first, *rest = map(_find_key, correction.names)
            above.pop(first, None)
            for key in rest:
                if key != first:
                    above[key], reasons[key] = (first, ""), f"correction: {correction.reason}"
    parties: dict[str, Party] = {}
    for key in sorted(seen):
        top = _find_top(key, above)
        party = parties.setdefault(top, _make_party(top))
        party.forms |= seen[key]
        if key in above:
            party.merges.append(f"{key}: {reasons[key]}")
        parties[key] = party
    _apply_facts(parties, corrections)
    return {key: parties[key] for key in seen}


def _find_longer(
    together: Iterable[tuple[str, Collection[Name]]], corrections: Sequence[Correction]
) -> dict[str, tuple[str, str]]:
    """Return folded name -> (longer form, event that shows it)."""
    apart = {frozenset(map(_find_key, correction.names)) for correction in corrections if correction.kind == "apart"}
    longer: dict[str, dict[str, tuple[Name, str]]] = {}
    for event_id, names in together:
        ordered = sorted(names, key=lambda name: (len(name.words), len(name.key), name.key))
        for index, short in enumerate(ordered):
            for long in ordered[index + 1 :]:
                same = short.key == long.key or {_find_kind(short.key)[0], _find_kind(long.key)[0]} != {"company"}
                if not same and match_names(short, long) >= INITIALS and frozenset((short.key, long.key)) not in apart:
                    found = longer.setdefault(short.key, {})
                    found[long.key] = min(found.get(long.key, (long, event_id)), (long, event_id), key=lambda f: f[1])
    chosen = {}
    for key, found in longer.items():
        longest, event_id = max(found.values(), key=lambda item: (len(item[0].words), item[0].key))
        if all(set(name.words) <= set(longest.words) for name, _ in found.values()):
            chosen[key] = longest.key, event_id
    return chosen


def _find_top(key: str, above: Mapping[str, tuple[str, str]]) -> str:
    passed = {key}
    while key in above and above[key][0] not in passed:
        key = above[key][0]
        passed.add(key)
    return key


def _make_party(key: str) -> Party:
    kind, country, given = _find_kind(key)
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return Party(f"p_{digest}", kind, country, given=given)


def _apply_facts(parties: Mapping[str, Party], corrections: Sequence[Correction]) -> None:
    for correction in corrections:
        party = parties[_find_key(correction.names[0])]
        if correction.kind == "same":
            party.given = correction.names[0]
        elif correction.kind == "about":
            party.country = correction.country or party.country
            party.kind = correction.party_kind or party.kind
            party.merges.append(f"correction: {correction.reason}")


def _find_key(text: str) -> str:
    key = make_name(text).key
    authority = find_authority(text)
    return authority if _find_kind(authority)[0] == "authority" else key


@cache
def _find_kind(key: str) -> tuple[str, str | None, str | None]:
    """Return (kind, country, canonical name) of a folded name."""
    known = _load_known()
    return known.get(key, ("company", None, None))


@cache
def _load_known() -> dict[str, tuple[str, str | None, str | None]]:
    known: dict[str, tuple[str, str | None, str | None]] = {}
    for regulator in load_regulators():
        known.setdefault(fold_name(regulator.name, frozenset()), ("authority", regulator.country, regulator.name))
    for country in load_countries():
        for text in (country.name, *country.names):
            known.setdefault(fold_name(text), ("country", country.code, country.name))
    for company in load_companies():
        known.setdefault(make_name(company.name).key, ("company", company.country, None))
    return known
