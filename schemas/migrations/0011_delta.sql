-- What a snapshot changed against the one before, and how many rows its tables have beside earlier snapshots.

CREATE TABLE snapshot_delta (
    table_name VARCHAR NOT NULL,
    row_key VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    summary VARCHAR,
    changed_columns VARCHAR[],
    row_before VARCHAR,
    row_after VARCHAR,
    base_snapshot_id VARCHAR,
    PRIMARY KEY (table_name, row_key)
);

COMMENT ON TABLE snapshot_delta IS 'What this snapshot changed against the one before; empty in the first one and in the live database';
COMMENT ON COLUMN snapshot_delta.table_name IS 'articles, investment_events or regulatory_events';
COMMENT ON COLUMN snapshot_delta.row_key IS 'Id of the article or event';
COMMENT ON COLUMN snapshot_delta.change IS 'add, modify, delete or merge (an event that was found to be another one)';
COMMENT ON COLUMN snapshot_delta.reason IS 'Why, as a sentence for a person';
COMMENT ON COLUMN snapshot_delta.summary IS 'The row in a few words; untrusted';
COMMENT ON COLUMN snapshot_delta.changed_columns IS 'Columns with another value, of a modified row';
COMMENT ON COLUMN snapshot_delta.row_before IS 'The row in the snapshot before, as a JSON object without the article''s text; untrusted';
COMMENT ON COLUMN snapshot_delta.row_after IS 'The row in this snapshot, as a JSON object without the article''s text; untrusted';
COMMENT ON COLUMN snapshot_delta.base_snapshot_id IS 'The snapshot that this one is compared with';

CREATE TABLE table_counts (
    table_name VARCHAR PRIMARY KEY,
    row_count BIGINT NOT NULL,
    earlier_snapshots INTEGER NOT NULL,
    median_count DOUBLE,
    newest_at TIMESTAMP,
    days_since_newest INTEGER
);

COMMENT ON TABLE table_counts IS 'Rows a table before quarantine, beside the last 14 snapshots of earlier days; empty in the live database';
COMMENT ON COLUMN table_counts.table_name IS 'Table that is counted';
COMMENT ON COLUMN table_counts.row_count IS 'Its rows before quarantine and, of events, after they were derived';
COMMENT ON COLUMN table_counts.earlier_snapshots IS 'How many snapshots of earlier days there are to compare with, at most 14';
COMMENT ON COLUMN table_counts.median_count IS 'Median of the rows that they published, NULL where there is none';
COMMENT ON COLUMN table_counts.newest_at IS 'When the newest article came in (UTC); the same for every table';
COMMENT ON COLUMN table_counts.days_since_newest IS 'Days from then to the as-of date';
