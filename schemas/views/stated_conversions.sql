-- Conversions that articles print, held against the reference rate of the day: 'off' is worth a look, 'wrong' is no rate.
CREATE OR REPLACE VIEW stated_conversions AS
WITH mentions AS (
    SELECT 'investment' AS family, article_id, article_version, mention_id, amount, currency, stated_amount,
        stated_currency, event_date
    FROM investment_mentions
    UNION ALL
    SELECT 'regulatory', article_id, article_version, mention_id, amount, currency, stated_amount, stated_currency, event_date
    FROM regulatory_mentions
), stated AS (
    SELECT m.*, (m.stated_amount::DOUBLE / m.amount::DOUBLE) AS implied_rate,
        least(coalesce(m.event_date, a.published_at::DATE), coalesce(a.published_at::DATE, m.event_date)) AS rate_day
    FROM mentions AS m JOIN articles AS a ON a.article_id = m.article_id AND a.version = m.article_version
    WHERE m.amount > 0 AND m.stated_amount > 0 AND m.currency <> m.stated_currency
), ever AS (
    SELECT currency, min(usd_per_unit) AS low, max(usd_per_unit) AS high, max(band) AS band FROM fx_rates GROUP BY currency
), held AS (
    SELECT s.*,
        CASE WHEN s.rate_day IS NULL THEN e.low / f.high * 0.97
            ELSE r.usd_per_unit / q.usd_per_unit * (1 - greatest(r.band, q.band)) END AS rate_low,
        CASE WHEN s.rate_day IS NULL THEN e.high / f.low * 1.03
            ELSE r.usd_per_unit / q.usd_per_unit * (1 + greatest(r.band, q.band)) END AS rate_high
    FROM stated AS s
    ASOF LEFT JOIN fx_rates AS r ON r.currency = s.currency AND r.rate_date <= s.rate_day
    ASOF LEFT JOIN fx_rates AS q ON q.currency = s.stated_currency AND q.rate_date <= s.rate_day
    LEFT JOIN ever AS e ON e.currency = s.currency
    LEFT JOIN ever AS f ON f.currency = s.stated_currency
)
SELECT family, article_id, article_version, mention_id, amount, currency, stated_amount, stated_currency,
    implied_rate, rate_day, rate_low, rate_high,
    CASE
        WHEN rate_low IS NULL THEN 'unknown'
        WHEN implied_rate < rate_low / 2 OR implied_rate > rate_high * 2 THEN 'wrong'
        WHEN implied_rate < rate_low OR implied_rate > rate_high THEN 'off'
        ELSE 'inside' END AS verdict
FROM held;
COMMENT ON VIEW stated_conversions IS 'Conversions that articles print, against the reference rates: inside the band, off, wrong (by over a factor of two) or unknown';
COMMENT ON COLUMN stated_conversions.family IS 'investment or regulatory';
COMMENT ON COLUMN stated_conversions.implied_rate IS 'Units of stated_currency for one unit of currency, by the article';
COMMENT ON COLUMN stated_conversions.rate_day IS 'Day whose rate it is held against: the event''s, never after the article; NULL for all days of the series';
COMMENT ON COLUMN stated_conversions.rate_low IS 'Lower end of the band';
COMMENT ON COLUMN stated_conversions.rate_high IS 'Upper end of the band';
COMMENT ON COLUMN stated_conversions.verdict IS 'inside, off, wrong or unknown';
