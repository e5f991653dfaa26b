-- How the report of each event went on: every mention behind it, in the order of the articles.
CREATE OR REPLACE VIEW story_timeline AS
WITH mentions AS (
    SELECT 'investment' AS family, event_id, mention_id, article_id, article_version, event_type, status, amount,
        currency, investor AS party, target AS object, evidence FROM investment_mentions
    UNION ALL
    SELECT 'regulatory', event_id, mention_id, article_id, article_version, event_type, status, amount,
        currency, regulator, array_to_string(subjects, ', '), evidence FROM regulatory_mentions
)
SELECT
    m.event_id, m.family, coalesce(a.published_at, a.ingested_at) AS reported_at, a.publisher, m.event_type, m.status,
    m.party, m.object, m.amount, m.currency, m.evidence, a.title AS article_title, a.url AS article_url, m.mention_id
FROM mentions AS m
JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
WHERE a.is_current AND m.event_id IS NOT NULL
ORDER BY m.event_id, reported_at, m.mention_id;
COMMENT ON VIEW story_timeline IS 'Every mention behind each event in the order of the articles: how a story went on';
COMMENT ON COLUMN story_timeline.family IS 'investment or regulatory';
COMMENT ON COLUMN story_timeline.reported_at IS 'When the article was published, or came in where that is unknown (UTC)';
COMMENT ON COLUMN story_timeline.party IS 'Investor or authority';
COMMENT ON COLUMN story_timeline.object IS 'Target of the money, or subjects of the authority';
COMMENT ON COLUMN story_timeline.article_title IS 'Headline of the article; untrusted';
COMMENT ON COLUMN story_timeline.article_url IS 'Address of the article; untrusted';
