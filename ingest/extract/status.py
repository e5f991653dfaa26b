"""How far an act has come: from tense and voice, from cue words near the verb, from negation."""

from ingest.extract.clause import ClauseRules, Trigger, words_before
from ingest.extract.document import Document

_INVESTMENT = ("planned", "rumoured", "agreed", "completed", "cancelled")
_UNFINISHED = ("planned", "rumoured", "agreed", "cancelled")
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
    for hit in document.hits_of("st", left, right):
        if not (hit.start < trigger.end and hit.end > trigger.start and trigger.voice != "noun"):
            gap = trigger.start - hit.end if hit.end <= trigger.start else (hit.start - trigger.end) + 25
            if hit.start >= trigger.right or hit.end <= trigger.left:
                gap += 30
            gap = max(gap, 0)
            if gap < near.get(hit.value, 999):
                near[hit.value] = gap
    return near


def _nearest(cues: dict[str, int], names: tuple[str, ...], reach: int) -> str | None:
    best, nearest = None, reach + 1
    for name in names:
        gap = cues.get(name, nearest)
        if gap < nearest:
            best, nearest = name, gap
    return best


def read_investment_status(document: Document, trigger: Trigger, rules: ClauseRules, default: str) -> str:
    """Status of an investment: cancelled first, then the nearest of the cues, then tense, then the verb's default."""
    cues = cues_near(document, trigger)
    if cues.get("cancelled", 99) <= 45:
        return "cancelled"
    before = words_before(document, trigger.start, trigger.sentence.start, 4)
    perfect = not rules.perfect_before.isdisjoint(before[-3:])
    rumour = cues.get("rumoured", 99)
    if rumour <= 30:
        return "rumoured"
    infinitive = bool(before) and before[-1] in rules.infinitive
    if infinitive and trigger.voice == "active":
        return _nearest(cues, ("planned", "rumoured", "agreed"), 60) or "planned"
    tight = _nearest(cues, ("planned", "agreed"), 14)
    if tight and not (perfect and tight == "planned"):
        return tight
    if trigger.group == "allocate":
        return "agreed" if "agreed" in cues else "planned"
    if trigger.voice == "noun":
        far = cues.get("completed", 0) > 28
        return _nearest(cues, _UNFINISHED if far else _INVESTMENT, 60) or default
    if trigger.forms & _FINITE_PAST and (trigger.voice == "active" or not rules.passive_past.isdisjoint(before[-3:])):
        return "completed" if "base" not in trigger.forms or perfect else default
    if perfect:
        return "completed"
    if "gerund" in trigger.forms and not rules.passive_before.isdisjoint(before[-2:]):
        return "agreed"
    wide = _nearest(cues, _INVESTMENT, 60)
    return wide or default


def read_regulatory_status(document: Document, trigger: Trigger, rules: ClauseRules, default: str) -> str:
    """Status of an authority's act: closed and appealed by their own words, then threat and plan, then the default."""
    cues = cues_near(document, trigger)
    own = [hit.value for hit in document.hits_of("st", trigger.start, trigger.end)]
    if "proposed" in own and trigger.voice != "noun":
        return "proposed"
    for name, reach in (("closed", 25), ("appealed", 40), ("in_force", 60)):
        if cues.get(name, 99) <= reach:
            return name
    before = words_before(document, trigger.start, trigger.sentence.start, 3)
    perfect = not rules.perfect_before.isdisjoint(before)
    if cues.get("proposed", 99) <= 22 and not perfect:
        return "proposed"
    return default
