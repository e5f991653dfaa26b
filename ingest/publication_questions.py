"""What the review site asks a published file, and the live one. Part of pipeline; the page shows each query."""

_OF_MENTION = """a.title, a.url, a.publisher, a.published_at, m.evidence, m.evidence_start, m.amount_start, m.amount_end,
    m.date_text"""
_BEHIND = """m ON m.mention_id = e.best_mention_id
  JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
  WHERE e.merged_into IS NULL"""

QUESTIONS = {
    "months": """\
SELECT country, month, events, amount_usd
FROM investment_by_country_month
ORDER BY month, amount_usd DESC NULLS LAST, country""",
    "investors": """\
SELECT investor, events, amount_usd, countries
FROM top_investors
ORDER BY amount_usd DESC NULLS LAST, investor
LIMIT 12""",
    "regulators": """\
SELECT regulator, event_type, events, pending, penalties_usd
FROM regulatory_actions_by_regulator
ORDER BY regulator, event_type""",
    "events": f"""\
SELECT * FROM (
  SELECT e.event_type, e.status, e.investor AS party, e.target AS object, e.amount, e.currency, e.country,
    e.confidence, e.last_reported_at, {_OF_MENTION}, m.investor, m.target, NULL AS regulator_text, NULL AS subjects
  FROM investment_events AS e JOIN investment_mentions AS {_BEHIND}
  UNION ALL
  SELECT e.event_type, e.status, e.regulator, array_to_string(e.subjects, ', '), e.amount, e.currency, e.country,
    e.confidence, e.last_reported_at, {_OF_MENTION}, NULL, NULL, m.regulator_text, m.subjects
  FROM regulatory_events AS e JOIN regulatory_mentions AS {_BEHIND})
ORDER BY last_reported_at DESC, confidence DESC, evidence
LIMIT 25""",
    "confidence": """\
SELECT family, count(*) AS mentions, avg(confidence) AS mean, count(*) FILTER (WHERE confidence >= 0.8) AS sure
FROM (SELECT 'investment' AS family, confidence FROM investment_mentions
  UNION ALL SELECT 'regulatory', confidence FROM regulatory_mentions)
GROUP BY family ORDER BY family""",
}

INPUTS = """
SELECT outcome, reason, count(*) AS inputs FROM ledger GROUP BY ALL ORDER BY outcome DESC, inputs DESC, reason
"""
