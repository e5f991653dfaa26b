-- Amounts of the last day that stand out from what earlier days reported of the same type: worth a look, not wrong.
CREATE OR REPLACE VIEW amount_outliers AS
WITH mentions AS (
    SELECT 'investment' AS family, article_id, article_version, mention_id, event_type, amount_usd
    FROM investment_mentions WHERE amount_usd > 0
    UNION ALL
    SELECT 'regulatory', article_id, article_version, mention_id, event_type, amount_usd
    FROM regulatory_mentions WHERE amount_usd > 0
), placed AS (
    SELECT m.*, log10(m.amount_usd::DOUBLE) AS magnitude,
        a.ingested_at::DATE = (SELECT max(ingested_at)::DATE FROM articles) AS is_new
    FROM mentions AS m JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
), history AS (
    SELECT family, event_type, count(*) AS compared, quantile_cont(magnitude, 0.25) AS q1,
        quantile_cont(magnitude, 0.5) AS q2, quantile_cont(magnitude, 0.75) AS q3
    FROM placed WHERE NOT is_new GROUP BY family, event_type HAVING count(*) >= 30
)
SELECT p.family, p.article_id, p.article_version, p.mention_id, p.event_type, p.amount_usd,
    pow(10, h.q2) AS typical_usd, h.compared
FROM placed AS p JOIN history AS h ON h.family = p.family AND h.event_type = p.event_type
WHERE p.is_new AND (p.magnitude < h.q1 - 3 * greatest(h.q3 - h.q1, 0.5) OR p.magnitude > h.q3 + 3 * greatest(h.q3 - h.q1, 0.5));
COMMENT ON VIEW amount_outliers IS 'Amounts of the last day more than three interquartile ranges (of powers of ten) outside the middle half of earlier amounts of their type';
COMMENT ON COLUMN amount_outliers.family IS 'investment or regulatory';
COMMENT ON COLUMN amount_outliers.typical_usd IS 'Median of the earlier amounts, in US dollars';
COMMENT ON COLUMN amount_outliers.compared IS 'Number of earlier amounts of the type, at least 30';
