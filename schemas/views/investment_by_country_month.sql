-- Where money goes, by month: of countable events that are not rumours, by the month of the act or else of its first report.
CREATE OR REPLACE VIEW investment_by_country_month AS
SELECT
    coalesce(country, '??') AS country,
    date_trunc('month', coalesce(event_date, first_reported_at))::DATE AS month,
    count(*) AS events,
    count(amount_usd) AS events_with_usd,
    sum(amount_usd) AS amount_usd,
    sum(amount_usd) FILTER (WHERE status = 'completed') AS completed_usd
FROM investment_events
WHERE countable AND status <> 'rumoured' AND event_type <> 'divestment'
GROUP BY ALL;
COMMENT ON VIEW investment_by_country_month IS 'US dollars put into each country by month; rumours, divestments and what may not be summed are left out';
COMMENT ON COLUMN investment_by_country_month.country IS 'ISO 3166-1 code, ?? where no article settles it';
COMMENT ON COLUMN investment_by_country_month.month IS 'First day of the month of the act, or of its first report where the act has no date';
COMMENT ON COLUMN investment_by_country_month.events IS 'Number of events';
COMMENT ON COLUMN investment_by_country_month.events_with_usd IS 'Number of those whose amount in US dollars is known';
COMMENT ON COLUMN investment_by_country_month.amount_usd IS 'Sum of the known amounts in US dollars';
COMMENT ON COLUMN investment_by_country_month.completed_usd IS 'The part of it that has been paid or built';
