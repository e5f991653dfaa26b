-- What may be summed, summed: US dollars of countable investment events by country, type and status.
CREATE OR REPLACE VIEW investment_totals AS
SELECT
    country, event_type, status, count(*) AS events, count(amount_usd) AS events_with_usd, sum(amount_usd) AS amount_usd
FROM investment_events
WHERE countable
GROUP BY country, event_type, status;
COMMENT ON VIEW investment_totals IS 'US dollars of countable investment events by country, type and status';
COMMENT ON COLUMN investment_totals.events IS 'Number of countable events';
COMMENT ON COLUMN investment_totals.events_with_usd IS 'Number of those whose amount in US dollars is known';
COMMENT ON COLUMN investment_totals.amount_usd IS 'Sum of the known amounts in US dollars';
