-- Who puts in the most.
CREATE OR REPLACE VIEW top_investors AS
SELECT
    investor,
    count(*) AS events,
    count(amount_usd) AS events_with_usd,
    sum(amount_usd) AS amount_usd,
    list(DISTINCT country ORDER BY country) FILTER (WHERE country IS NOT NULL) AS countries,
    max(last_reported_at) AS last_reported_at
FROM investment_events
WHERE countable AND investor IS NOT NULL AND status <> 'rumoured' AND event_type <> 'divestment'
GROUP BY investor
ORDER BY amount_usd DESC NULLS LAST, events DESC, investor;
COMMENT ON VIEW top_investors IS 'Investors by the US dollars of their countable events, largest first; rumours and divestments are left out';
COMMENT ON COLUMN top_investors.events IS 'Number of events';
COMMENT ON COLUMN top_investors.events_with_usd IS 'Number of those whose amount in US dollars is known';
COMMENT ON COLUMN top_investors.amount_usd IS 'Sum of the known amounts in US dollars';
COMMENT ON COLUMN top_investors.countries IS 'Countries that receive it';
COMMENT ON COLUMN top_investors.last_reported_at IS 'When the newest of them was last reported (UTC)';
