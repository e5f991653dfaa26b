-- A case of quarantine is one row and one rule over all days; what reviewers decided is kept for ever.

CREATE TABLE quarantine_cases (
    quarantine_id VARCHAR PRIMARY KEY,
    as_of_date DATE,
    last_as_of_date DATE,
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
    row_json VARCHAR,
    first_seen_at TIMESTAMP,
    state VARCHAR,
    decided_by VARCHAR,
    decided_at TIMESTAMP,
    decision_note VARCHAR
);

INSERT INTO quarantine_cases BY NAME
SELECT
    'q_' || left(sha256(concat_ws(chr(10), table_name, row_key, rule_id)), 16) AS quarantine_id,
    min(as_of_date) AS as_of_date, max(as_of_date) AS last_as_of_date, table_name, row_key,
    arg_max(article_id, as_of_date) AS article_id, arg_max(article_version, as_of_date) AS article_version, rule_id,
    any_value(expectation) AS expectation, any_value(severity) AS severity, arg_max(observed, as_of_date) AS observed,
    arg_max(evidence, as_of_date) AS evidence, arg_max(url, as_of_date) AS url, '' AS row_sha256,
    min(first_seen_at) AS first_seen_at, 'open' AS state
FROM quarantine
GROUP BY table_name, row_key, rule_id;

DROP TABLE quarantine;
ALTER TABLE quarantine_cases RENAME TO quarantine;

COMMENT ON TABLE quarantine IS 'Rows held back from publication, one case a row and rule, for a person to decide';
COMMENT ON COLUMN quarantine.quarantine_id IS 'Stable id over table, row and rule';
COMMENT ON COLUMN quarantine.as_of_date IS 'As-of date of the first snapshot that it was held back from';
COMMENT ON COLUMN quarantine.last_as_of_date IS 'As-of date of the last snapshot that it was held back from';
COMMENT ON COLUMN quarantine.table_name IS 'Table that the row belongs to';
COMMENT ON COLUMN quarantine.row_key IS 'Key of the row in that table';
COMMENT ON COLUMN quarantine.article_id IS 'Article behind the row';
COMMENT ON COLUMN quarantine.article_version IS 'Version of the article behind the row';
COMMENT ON COLUMN quarantine.rule_id IS 'Rule in expectations/ that it failed, or ARTICLE-HELD or WHOLE-HELD where it leans on a row that is held';
COMMENT ON COLUMN quarantine.expectation IS 'Name of the failing expectation';
COMMENT ON COLUMN quarantine.severity IS 'critical, warning or info';
COMMENT ON COLUMN quarantine.observed IS 'The value that failed, as text';
COMMENT ON COLUMN quarantine.evidence IS 'Words of the article behind the row';
COMMENT ON COLUMN quarantine.url IS 'Address of the article; untrusted';
COMMENT ON COLUMN quarantine.row_sha256 IS 'SHA-256 over what the row states, so that a decision holds only for these values';
COMMENT ON COLUMN quarantine.row_json IS 'The row as it was held back, as a JSON object; untrusted';
COMMENT ON COLUMN quarantine.first_seen_at IS 'When it was first held back (UTC)';
COMMENT ON COLUMN quarantine.state IS 'open, released (published from now on), rejected (stays out) or corrected (no longer fails)';
COMMENT ON COLUMN quarantine.decided_by IS 'Who decided, NULL where nobody did';
COMMENT ON COLUMN quarantine.decided_at IS 'When it was decided or found corrected (UTC), NULL while open';
COMMENT ON COLUMN quarantine.decision_note IS 'Why it was decided so';

CREATE TABLE quarantine_decisions (
    quarantine_id VARCHAR NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    table_name VARCHAR NOT NULL,
    row_key VARCHAR NOT NULL,
    rule_id VARCHAR NOT NULL,
    row_sha256 VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    decision_note VARCHAR NOT NULL,
    PRIMARY KEY (quarantine_id, decided_at)
);

COMMENT ON TABLE quarantine_decisions IS 'Every decision of a reviewer; the newest for the same content of a row is applied to every publication';
COMMENT ON COLUMN quarantine_decisions.quarantine_id IS 'Case that was decided';
COMMENT ON COLUMN quarantine_decisions.decided_at IS 'When (UTC)';
COMMENT ON COLUMN quarantine_decisions.table_name IS 'Table that the row belongs to';
COMMENT ON COLUMN quarantine_decisions.row_key IS 'Key of the row in that table';
COMMENT ON COLUMN quarantine_decisions.rule_id IS 'Rule that the row failed';
COMMENT ON COLUMN quarantine_decisions.row_sha256 IS 'SHA-256 over what the row stated then: with other content the case is open again';
COMMENT ON COLUMN quarantine_decisions.state IS 'released or rejected';
COMMENT ON COLUMN quarantine_decisions.decided_by IS 'Who';
COMMENT ON COLUMN quarantine_decisions.decision_note IS 'Why';
