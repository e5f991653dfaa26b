"""What the event rules read an article with."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.extract.clause import ClauseRules
from ingest.extract.document import Document
from ingest.extract.money_roles import Amount
from ingest.extract.phrases import PhraseRules


@dataclass(slots=True)
class Reader:
    """Document, amounts and the rules of its language."""

    document: Document
    amounts: Sequence[Amount]
    clause: ClauseRules
    phrase: PhraseRules
