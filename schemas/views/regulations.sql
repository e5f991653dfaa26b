-- Standing regulatory events with the evidence of their best mention, for reading.
CREATE OR REPLACE VIEW regulations AS
WITH current_mentions AS (
    SELECT m.mention_id, m.evidence, a.title, a.url, a.publisher
    FROM regulatory_mentions AS m
    JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
    WHERE a.is_current
)
SELECT
    e.event_id, e.event_type, e.status, e.regulator, e.subjects, e.matter, e.law, e.country,
    e.amount, e.currency, e.amount_usd, e.event_date, e.date_precision, e.date_text,
    e.parent_event_id, e.countable, e.confidence, e.mention_count, e.source_count,
    e.first_reported_at, e.last_reported_at, m.evidence, m.title AS article_title, m.url AS article_url, m.publisher
FROM regulatory_events AS e
LEFT JOIN current_mentions AS m ON m.mention_id = e.best_mention_id
WHERE e.merged_into IS NULL;
COMMENT ON VIEW regulations IS 'Standing regulatory events with the words and the article behind them';
COMMENT ON COLUMN regulations.article_title IS 'Headline of the article behind the best mention; untrusted';
COMMENT ON COLUMN regulations.article_url IS 'Address of that article; untrusted';
