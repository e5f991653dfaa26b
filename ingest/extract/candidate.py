"""A possible event: what one trigger says, with the named features that its confidence is computed from."""

from dataclasses import dataclass, field

from ingest.extract.clause import Trigger
from ingest.extract.document import Party
from ingest.extract.money_roles import Amount


@dataclass(slots=True)
class Candidate:
    """One reading of one trigger. `subjects`: regulated parties; `target`: what an investor puts money into."""

    family: str  # investment | regulatory
    event_type: str
    status: str
    rule: str
    trigger: Trigger
    actor: str = ""
    actor_key: str = ""
    actor_text: str = ""
    target: str = ""
    named_authority: bool = False  # the authority is named in the clause itself, not guessed from near by
    subjects: tuple[str, ...] = ()
    amount: Amount | None = None
    country: str | None = None
    purpose: str = ""
    matter: str | None = None
    law: str | None = None
    parent: "Candidate | None" = None
    features: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    nearness: float = 0.0  # log odds that it is the same act as the surer one that it is likest to
    support: list["Candidate"] = field(default_factory=list)


def set_actor(candidate: Candidate, party: Party | None) -> None:
    """Fill in who acts."""
    if party is not None:
        candidate.actor, candidate.actor_key, candidate.actor_text = party.name, party.key, party.text
