"""How far an act has come: from tense and voice, from cue words near the verb, from negation."""

from ingest.extract.clause import ClauseRules, Trigger, words_before
from ingest.extract.document import Document

_INVESTMENT = ("planned", "rumoured", "agreed", "completed", "cancelled")
_REGULATORY = ("proposed", "ongoing", "decided", "in_force", "appealed", "closed")
_FINITE_PAST = frozenset({"past", "participle"})


_BEFORE, _AFTER = 70, 45  # characters around a trigger in which a cue speaks of it


def cues_near(document: Document, trigger: Trigger) -> dict[str, int]:
    """Status cues around a trigger within its sentence: cue -> distance in characters (nearest)."""
    if trigger.cues is None:
        trigger.cues = _read_cues(document, trigger)
    return trigger.cues


def _read_cues(document: Document, trigger: Trigger) -> dict[str, int]:
    left = max(trigger.sentence.start, trigger.start - _BEFORE)
    right = min(trigger.sentence.end, trigger.end + _AFTER)
    near: dict[str, int] = {}
    for hit in document.hits_in(left, right):
        if hit.kind == "st" and not (hit.start < trigger.end and hit.end > trigger.start and trigger.voice != "noun"):
            gap = trigger.start - hit.end if hit.end <= trigger.start else (hit.start - trigger.end) + 25
            if hit.start >= trigger.right or hit.end <= trigger.left:
                gap += 30
            gap = max(gap, 0)
            if gap < near.get(hit.value, 999):
                near[hit.value] = gap
    return near


def _nearest(cues: dict[str, int], names: tuple[str, ...], reach: int) -> str | None:
    chosen = [(gap, names.index(name), name) for name, gap in cues.items() if name in names and gap <= reach]
    return min(chosen)[2] if chosen else None


def read_investment_status(document: Document, trigger: Trigger, rules: ClauseRules, default: str) -> str:
    """Status of an investment: cancelled first, then the nearest of the cues, then tense, then the verb's default."""
    cues = cues_near(document, trigger)
    if cues.get("cancelled", 99) <= 45:
        return "cancelled"
    before = words_before(document.text, trigger.start, trigger.sentence.start, 4)
    perfect = bool(set(before[-3:]) & rules.perfect_before)
    rumour = cues.get("rumoured", 99)
    if rumour <= 30:
        return "rumoured"
    infinitive = bool(before) and before[-1] in rules.infinitive
    if infinitive and trigger.voice == "active":
        wider = {k: v for k, v in cues.items() if k in ("planned", "agreed", "rumoured")}
        return _nearest(wider, _INVESTMENT, 60) or "planned"
    tight = _nearest({k: v for k, v in cues.items() if k in ("planned", "agreed")}, _INVESTMENT, 14)
    if tight and not (perfect and tight == "planned"):
        return tight
    if trigger.group == "allocate":
        return "agreed" if "agreed" in cues else "planned"
    if trigger.voice == "noun":
        near = {k: v for k, v in cues.items() if k != "completed" or v <= 28}
        return _nearest(near, _INVESTMENT, 60) or default
    if trigger.forms & _FINITE_PAST and (trigger.voice == "active" or set(before[-3:]) & rules.passive_past):
        return "completed" if "base" not in trigger.forms or perfect else default
    if perfect:
        return "completed"
    if "gerund" in trigger.forms and set(before[-2:]) & rules.passive_before:
        return "agreed"
    wide = _nearest(cues, _INVESTMENT, 60)
    return wide or default


def read_regulatory_status(document: Document, trigger: Trigger, rules: ClauseRules, default: str) -> str:
    """Status of an authority's act: closed and appealed by their own words, then threat and plan, then the default."""
    cues = cues_near(document, trigger)
    own = [h.value for h in document.hits_in(trigger.start, trigger.end) if h.kind == "st"]
    if "proposed" in own and trigger.voice != "noun":
        return "proposed"
    for name, reach in (("closed", 25), ("appealed", 40), ("in_force", 60)):
        if cues.get(name, 99) <= reach:
            return name
    before = words_before(document.text, trigger.start, trigger.sentence.start, 3)
    perfect = bool(set(before) & rules.perfect_before)
    if cues.get("proposed", 99) <= 22 and not perfect:
        return "proposed"
    return default
