-- Quarantine, audits and snapshots.

CREATE TABLE quarantine (
    quarantine_id VARCHAR PRIMARY KEY,
    as_of_date DATE,
    table_name VARCHAR,
    row_key VARCHAR,
    article_id VARCHAR,
    article_version INTEGER,
    rule_id VARCHAR,
    expectation VARCHAR,
    severity VARCHAR,
    observed VARCHAR,
    evidence VARCHAR,
    url VARCHAR,
    row_sha256 VARCHAR,
    first_seen_at TIMESTAMP,
    state VARCHAR,
    decided_by VARCHAR,
    decided_at TIMESTAMP,
    decision_note VARCHAR
);

COMMENT ON TABLE quarantine IS 'Rows held back from publication, with the expectation that they failed, for a person to decide';
COMMENT ON COLUMN quarantine.quarantine_id IS 'Stable id over day, table, row and rule';
COMMENT ON COLUMN quarantine.as_of_date IS 'As-of date of the snapshot that it was held back from';
COMMENT ON COLUMN quarantine.table_name IS 'Table that the row belongs to';
COMMENT ON COLUMN quarantine.row_key IS 'Key of the row in that table';
COMMENT ON COLUMN quarantine.article_id IS 'Article behind the row';
COMMENT ON COLUMN quarantine.article_version IS 'Version of the article behind the row';
COMMENT ON COLUMN quarantine.rule_id IS 'Rule in expectations/ that it failed';
COMMENT ON COLUMN quarantine.expectation IS 'Name of the failing expectation';
COMMENT ON COLUMN quarantine.severity IS 'critical, warning or info';
COMMENT ON COLUMN quarantine.observed IS 'The value that failed, as text';
COMMENT ON COLUMN quarantine.evidence IS 'Words of the article behind the row';
COMMENT ON COLUMN quarantine.url IS 'Address of the article; untrusted';
COMMENT ON COLUMN quarantine.row_sha256 IS 'SHA-256 over the row, so that a decision holds only for these values';
COMMENT ON COLUMN quarantine.first_seen_at IS 'When it was first held back (UTC)';
COMMENT ON COLUMN quarantine.state IS 'open, released, rejected or corrected';
COMMENT ON COLUMN quarantine.decided_by IS 'Who decided, NULL while open';
COMMENT ON COLUMN quarantine.decided_at IS 'When it was decided (UTC), NULL while open';
COMMENT ON COLUMN quarantine.decision_note IS 'Why it was decided so';

CREATE TABLE validation_runs (
    run_id VARCHAR NOT NULL,
    as_of_date DATE,
    stage VARCHAR NOT NULL,
    suite VARCHAR NOT NULL,
    suite_sha256 VARCHAR,
    rule_id VARCHAR NOT NULL,
    expectation VARCHAR,
    severity VARCHAR,
    action VARCHAR,
    checked INTEGER,
    unexpected INTEGER,
    success BOOLEAN,
    error VARCHAR,
    ran_at TIMESTAMP,
    PRIMARY KEY (run_id, stage, suite, rule_id)
);

COMMENT ON TABLE validation_runs IS 'One row an expectation and audit: what was checked and what it found';
COMMENT ON COLUMN validation_runs.run_id IS 'Audit run';
COMMENT ON COLUMN validation_runs.as_of_date IS 'As-of date of the audited snapshot';
COMMENT ON COLUMN validation_runs.stage IS 'staged (before quarantine) or candidate (what would be published)';
COMMENT ON COLUMN validation_runs.suite IS 'Suite in expectations/';
COMMENT ON COLUMN validation_runs.suite_sha256 IS 'SHA-256 over the suite''s file';
COMMENT ON COLUMN validation_runs.rule_id IS 'Rule within the suite';
COMMENT ON COLUMN validation_runs.expectation IS 'Expectation type that the rule uses';
COMMENT ON COLUMN validation_runs.severity IS 'critical, warning or info';
COMMENT ON COLUMN validation_runs.action IS 'What a failure leads to: quarantine the rows, block the publication, or report';
COMMENT ON COLUMN validation_runs.checked IS 'Number of rows looked at';
COMMENT ON COLUMN validation_runs.unexpected IS 'Number of rows that failed';
COMMENT ON COLUMN validation_runs.success IS 'True where the rule held';
COMMENT ON COLUMN validation_runs.error IS 'Why the rule could not be evaluated, NULL where it could';
COMMENT ON COLUMN validation_runs.ran_at IS 'When it ran (UTC)';

CREATE TABLE snapshots (
    snapshot_id VARCHAR PRIMARY KEY,
    as_of_date DATE,
    content_sha256 VARCHAR,
    path VARCHAR,
    created_at TIMESTAMP,
    verdict VARCHAR,
    schema_version VARCHAR,
    code_version VARCHAR,
    row_counts VARCHAR,
    warnings INTEGER,
    quarantined INTEGER,
    report_path VARCHAR
);

COMMENT ON TABLE snapshots IS 'One row an attempt to publish: what was published or why not';
COMMENT ON COLUMN snapshots.snapshot_id IS 'As-of date and the first digits of the content digest';
COMMENT ON COLUMN snapshots.as_of_date IS 'Holds all articles that came in before the end of this day (UTC)';
COMMENT ON COLUMN snapshots.content_sha256 IS 'SHA-256 over the ordered Parquet of the data tables';
COMMENT ON COLUMN snapshots.path IS 'Folder of the snapshot below the published folder, NULL where blocked';
COMMENT ON COLUMN snapshots.created_at IS 'When it was built (UTC)';
COMMENT ON COLUMN snapshots.verdict IS 'published, blocked or unchanged';
COMMENT ON COLUMN snapshots.schema_version IS 'Last migration applied';
COMMENT ON COLUMN snapshots.code_version IS 'Version of this package that built it';
COMMENT ON COLUMN snapshots.row_counts IS 'Rows a table, as a JSON object';
COMMENT ON COLUMN snapshots.warnings IS 'Number of failed expectations that do not hold rows back';
COMMENT ON COLUMN snapshots.quarantined IS 'Number of rows held back';
COMMENT ON COLUMN snapshots.report_path IS 'Validation report below the data folder';
