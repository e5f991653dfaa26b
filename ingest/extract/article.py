"""One article's text in, its mentions out. Pure: the same text, title, language and date give the same answer anywhere."""

import hashlib
import re
from datetime import date, datetime

from ingest.extract import dates, money
from ingest.extract.build import build_mentions
from ingest.extract.candidate import Candidate
from ingest.extract.choices import settle_slots
from ingest.extract.clause import nouns_in, verbs_in
from ingest.extract.confidence import FLOOR, Weights, add_context, judge, load_weights, score
from ingest.extract.deals import read_investment_verb
from ingest.extract.document import Document, lower_text, sort_hits
from ingest.extract.engine import Engine, Language, load_engine
from ingest.extract.investment_nouns import read_investment_noun
from ingest.extract.language import find_language
from ingest.extract.loose_amounts import read_loose_amount, read_loose_penalty
from ingest.extract.merge import merge_candidates
from ingest.extract.money_roles import Amount
from ingest.extract.parties import add_parties
from ingest.extract.parts import find_sums, inherit_totals, link_parts
from ingest.extract.reader import Reader
from ingest.extract.regulatory import read_regulatory_noun, read_regulatory_verb
from ingest.extract.scan import Hit
from ingest.extract.surroundings import find_newest_year
from ingest.extract.text import find_sentences
from ingest.model import Extraction

__all__ = ["extract_article", "find_amounts", "load_engine", "read_candidates", "read_document"]

_BLANK = (("\n", " "), ("\r", " "), ("\t", " "), ("\u00a0", " "), ("\u2019", "'"), ("\u2018", "'"))
_DATE_GAP = 150  # characters; words of date that are further apart are never read together
_URL = re.compile(r"https?://\S+|www\.\S+")  # says nothing, and its pieces look like names


def read_document(text: str, code: str, language: Language) -> Document:
    """Scan, split and find the parties. Line ends and curly quotes are flattened for the scan; offsets stay."""
    flat = text
    for sign, plain in _BLANK:  # several times as fast as str.translate
        flat = flat.replace(sign, plain)
    if "://" in flat or "www." in flat:
        flat = _URL.sub(lambda match: "_" * len(match.group()), flat)
    hits = language.lexicon.scan(flat)
    sentences = find_sentences(text, language.sentences)
    starts, sentence_starts = [hit.start for hit in hits], [sentence.start for sentence in sentences]
    document = Document(text, code, sentences, lower_text(text), hits, starts, sentence_starts, sort_hits(hits))
    add_parties(document, language.parties)
    document.newest_year = find_newest_year(text)
    return document


def find_amounts(document: Document, language: Language) -> list[Amount]:
    """Every amount of money, read with the countries that the article plays in."""
    return money.find_money(
        document.text, document.by_kind.get("money", []), language.money, countries=document.countries
    )


def read_candidates(document: Document, amounts: list[Amount], language: Language) -> list[Candidate]:
    """Every reading of every trigger, with its features, not yet judged."""
    reader = Reader(document, amounts, language.clause, language.phrase)
    found = [read_investment_verb(reader, t) for t in verbs_in(document, "iv", language.clause)]
    found += [read_investment_noun(reader, t) for t in nouns_in(document, "in", language.clause)]
    found += [read_loose_amount(reader, amount) for amount in amounts]
    found += [read_regulatory_verb(reader, t) for t in verbs_in(document, "rv", language.clause)]
    found += [read_regulatory_noun(reader, t) for t in nouns_in(document, "rn", language.clause)]
    found += [read_loose_penalty(reader, amount) for amount in amounts]
    candidates = [candidate for candidate in found if candidate is not None]
    sums = find_sums(amounts)
    totals = set(sums.values())
    inherit_totals(candidates, sums)
    for candidate in candidates:
        add_context(candidate, document)
        if candidate.amount is not None:
            start = candidate.amount.mention.start
            candidate.features.update(sums_part=float(start in sums), sums_total=float(start in totals))
    return candidates


def find_date_hits(document: Document, kept: list[Candidate]) -> list[Hit]:
    """The words of date in the sentences of what was found, with those so near that they may be of one expression."""
    told = {candidate.trigger.sentence.index for candidate in kept}
    chosen: list[Hit] = []
    run: list[Hit] = []
    wanted = False
    for hit in document.by_kind.get("date", ()) if told else ():
        if run and hit.start - run[-1].start > _DATE_GAP:
            chosen += run if wanted else ()
            run, wanted = [], False
        run.append(hit)
        first = document.sentence_at(hit.start - _DATE_GAP // 2).index  # the expression may begin before its word
        wanted = wanted or not told.isdisjoint(range(first, document.sentence_at(hit.start).index + 1))
    return chosen + run if wanted else chosen


def extract_article(
    engine: Engine,
    body: str,
    title: str | None = None,
    language: str | None = None,
    published_at: datetime | None = None,
    weights: Weights | None = None,
) -> Extraction:
    """Extract every mention of an article.

    `body`: what offsets count; `title` helps to tell the language of a very short body. `language`: as declared, or None.
    `weights`: in place of the shipped ones, to judge a fit.
    """
    code = find_language(f"{title or ''}\n{body}", language, engine.stopwords)
    rules = engine.languages[code]
    document = read_document(body, code, rules)
    amounts = find_amounts(document, rules)
    weights = weights or load_weights()
    candidates = read_candidates(document, amounts, rules)
    for candidate in candidates:
        candidate.confidence = score(candidate, weights[candidate.family])
    kept = merge_candidates([c for c in candidates if c.confidence >= FLOOR], document, weights)
    kept = judge(kept, document, weights)
    for candidate in kept:
        settle_slots(candidate, document, rules.phrase, weights)
    link_parts(kept, amounts, document)
    anchor: date | None = published_at.date() if published_at else None
    spans = [(a.mention.start, a.mention.end) for a in amounts]
    days = dates.find_dates(body, find_date_hits(document, kept), rules.dates, anchor, skip=spans)
    digest = hashlib.blake2b(body.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return build_mentions(document, kept, amounts, days, digest, rules.clause.places)
