-- How the checks went over time; a published file holds its own snapshot and those of earlier days.
CREATE OR REPLACE VIEW validation_trend AS
SELECT
    s.as_of_date, s.snapshot_id, s.verdict, s.warnings, s.quarantined,
    count(v.rule_id) AS checks,
    count(v.rule_id) FILTER (WHERE NOT v.success) AS failed
FROM snapshots AS s
LEFT JOIN validation_runs AS v ON v.run_id = s.snapshot_id AND v.stage = 'candidate'
GROUP BY ALL
ORDER BY s.as_of_date, s.snapshot_id;
COMMENT ON VIEW validation_trend IS 'Checks, failures and rows in quarantine of each attempt to publish, oldest first';
COMMENT ON COLUMN validation_trend.checks IS 'Rules that were checked on what would be published';
COMMENT ON COLUMN validation_trend.failed IS 'Those of them that found something';
