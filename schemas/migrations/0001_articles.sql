-- Articles by version, and what became of each input.

CREATE TABLE articles (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    is_current BOOLEAN NOT NULL,
    title VARCHAR,
    body VARCHAR NOT NULL,
    language VARCHAR,
    published_at TIMESTAMP,
    published_text VARCHAR,
    url VARCHAR,
    publisher VARCHAR,
    source_id VARCHAR,
    author VARCHAR,
    modified_at TIMESTAMP,
    feed_id VARCHAR,
    text_from VARCHAR,
    notes VARCHAR,
    source_name VARCHAR,
    content_sha256 VARCHAR NOT NULL,
    body_sha256 VARCHAR NOT NULL,
    ingested_at TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, version)
);

COMMENT ON TABLE articles IS 'Articles by version of their text; a changed text under the same identity is a new version';
COMMENT ON COLUMN articles.article_id IS 'Stable identity of the article, from the sender''s id, its URL or its text';
COMMENT ON COLUMN articles.version IS '1 for the first text, 2 for the first change, and so on';
COMMENT ON COLUMN articles.is_current IS 'True for the highest version';
COMMENT ON COLUMN articles.title IS 'Headline as received';
COMMENT ON COLUMN articles.body IS 'Text as received, line ends normalised; all offsets count its characters';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code of the pack that read it';
COMMENT ON COLUMN articles.published_at IS 'When it was published (UTC), NULL where unknown';
COMMENT ON COLUMN articles.published_text IS 'The publication date as it came, kept also where it could not be read';
COMMENT ON COLUMN articles.url IS 'Address of the article; untrusted';
COMMENT ON COLUMN articles.publisher IS 'Who published it';
COMMENT ON COLUMN articles.source_id IS 'The id that the sender gave it';
COMMENT ON COLUMN articles.author IS 'Who wrote it, as received';
COMMENT ON COLUMN articles.modified_at IS 'When the publisher says that it was last changed (UTC), NULL where unknown';
COMMENT ON COLUMN articles.feed_id IS 'Feed that brought it, NULL for a file';
COMMENT ON COLUMN articles.text_from IS 'file, feed or page: where the body was taken from';
COMMENT ON COLUMN articles.notes IS 'Remarks on what intake stripped or left out, joined by semicolons';
COMMENT ON COLUMN articles.source_name IS 'File or feed that it came in with';
COMMENT ON COLUMN articles.content_sha256 IS 'SHA-256 over title and body: identity of the text';
COMMENT ON COLUMN articles.body_sha256 IS 'SHA-256 over the body alone: the same body under another headline is a duplicate';
COMMENT ON COLUMN articles.ingested_at IS 'When it was stored (UTC); decides which snapshots hold it';

CREATE TABLE ledger (
    input_id VARCHAR PRIMARY KEY,
    source_kind VARCHAR NOT NULL,
    source_name VARCHAR NOT NULL,
    item INTEGER NOT NULL,
    input_sha256 VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    detail VARCHAR,
    article_id VARCHAR,
    article_version INTEGER,
    seen_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE ledger IS 'What became of each input document: one row an input, whatever happened to it';
COMMENT ON COLUMN ledger.input_id IS 'l_ and 16 hex over kind, name, bytes and item: the same input again is the same row';
COMMENT ON COLUMN ledger.source_kind IS 'file or feed';
COMMENT ON COLUMN ledger.source_name IS 'Name of the file, or address of the feed';
COMMENT ON COLUMN ledger.item IS 'Position of the record in its file or feed, from 0';
COMMENT ON COLUMN ledger.input_sha256 IS 'SHA-256 over the bytes as received, followed by those of the sidecar';
COMMENT ON COLUMN ledger.outcome IS 'stored, duplicate or rejected';
COMMENT ON COLUMN ledger.reason IS 'Short code of why it is a duplicate or was rejected';
COMMENT ON COLUMN ledger.detail IS 'The reason as a sentence for a person';
COMMENT ON COLUMN ledger.article_id IS 'Article that it became, or that it repeats';
COMMENT ON COLUMN ledger.article_version IS 'Version that it became, or that it repeats';
COMMENT ON COLUMN ledger.seen_at IS 'When it was first loaded (UTC)';
