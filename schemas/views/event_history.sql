-- What was known when: each report of each event, what it changed, and the article behind it.
-- Known on day D: known_at < D + 1, and of each event the row with the highest seq. Changed since: known_at >= D.
CREATE OR REPLACE VIEW event_history AS
SELECT
    l.event_id, l.family, a.ingested_at AS known_at, l.seq, l.reported_at, l.novelty, l.changes, l.status, l.amount,
    l.currency, l.publisher, l.mention_id, l.article_id, l.article_version, a.title AS article_title, a.url AS article_url
FROM event_mentions AS l
JOIN articles AS a ON a.article_id = l.article_id AND a.version = l.article_version;
COMMENT ON VIEW event_history IS 'Each report of each event in order: what it changed, when it was known, and the article behind it';
COMMENT ON COLUMN event_history.known_at IS 'When the article came in (UTC)';
COMMENT ON COLUMN event_history.status IS 'Status of the event after this report';
COMMENT ON COLUMN event_history.amount IS 'Amount of the event after this report';
COMMENT ON COLUMN event_history.currency IS 'Currency of that amount';
COMMENT ON COLUMN event_history.article_title IS 'Headline of the article; untrusted';
COMMENT ON COLUMN event_history.article_url IS 'Address of the article; untrusted';
