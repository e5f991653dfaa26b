-- What each authority did: its standing events by type, with the penalties that may be summed.
CREATE OR REPLACE VIEW regulatory_actions_by_regulator AS
SELECT
    regulator, country, event_type,
    count(*) AS events,
    count(*) FILTER (WHERE status IN ('proposed', 'ongoing')) AS pending,
    sum(amount_usd) FILTER (WHERE countable AND event_type = 'penalty') AS penalties_usd,
    max(last_reported_at) AS last_reported_at
FROM regulatory_events
WHERE merged_into IS NULL
GROUP BY ALL;
COMMENT ON VIEW regulatory_actions_by_regulator IS 'Events of each authority by type, and the penalties that it imposed';
COMMENT ON COLUMN regulatory_actions_by_regulator.events IS 'Number of events';
COMMENT ON COLUMN regulatory_actions_by_regulator.pending IS 'Number of those that are proposed or ongoing';
COMMENT ON COLUMN regulatory_actions_by_regulator.penalties_usd IS 'Sum of countable penalties in US dollars, NULL where none is known';
COMMENT ON COLUMN regulatory_actions_by_regulator.last_reported_at IS 'When the newest of them was last reported (UTC)';
