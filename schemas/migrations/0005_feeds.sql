-- Feeds: what was asked of them and how they do; the entries seen; and who else carried an article.

CREATE TABLE feeds (
    feed_id VARCHAR PRIMARY KEY,
    url VARCHAR NOT NULL,
    publisher VARCHAR,
    trust VARCHAR,
    interval_minutes INTEGER,
    full_text BOOLEAN,
    state VARCHAR NOT NULL,
    moved_to VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    last_fetch_at TIMESTAMP,
    last_ok_at TIMESTAMP,
    last_new_at TIMESTAMP,
    next_due_at TIMESTAMP,
    errors_in_row INTEGER NOT NULL,
    quiet_factor DOUBLE NOT NULL,
    last_status VARCHAR,
    last_reason VARCHAR,
    last_detail VARCHAR,
    last_http_status INTEGER,
    fetches INTEGER NOT NULL,
    entries_new INTEGER NOT NULL,
    entries_rejected INTEGER NOT NULL
);

COMMENT ON TABLE feeds IS 'State of each feed of feeds.toml: validators, schedule, health';
COMMENT ON COLUMN feeds.feed_id IS 'id in feeds.toml, or f_ and 16 hex of the address';
COMMENT ON COLUMN feeds.url IS 'Address in feeds.toml';
COMMENT ON COLUMN feeds.publisher IS 'Publisher in feeds.toml, NULL where the feed names itself';
COMMENT ON COLUMN feeds.trust IS 'high, normal or low, from feeds.toml';
COMMENT ON COLUMN feeds.interval_minutes IS 'Shortest time between two fetches, from feeds.toml (minutes)';
COMMENT ON COLUMN feeds.full_text IS 'Whether pages are fetched for entries that carry only a summary';
COMMENT ON COLUMN feeds.state IS 'active, suspended (10 failures in a row) or gone (HTTP 410)';
COMMENT ON COLUMN feeds.moved_to IS 'Address that permanent redirects lead to; fetched instead of url';
COMMENT ON COLUMN feeds.etag IS 'Validator of the last full answer, sent back byte for byte';
COMMENT ON COLUMN feeds.last_modified IS 'Last-Modified of the last full answer, sent back byte for byte';
COMMENT ON COLUMN feeds.last_fetch_at IS 'When it was last asked (UTC)';
COMMENT ON COLUMN feeds.last_ok_at IS 'When it last answered with a feed, or that nothing changed (UTC)';
COMMENT ON COLUMN feeds.last_new_at IS 'When it last brought an entry that was not seen before (UTC)';
COMMENT ON COLUMN feeds.next_due_at IS 'When it may be asked again (UTC)';
COMMENT ON COLUMN feeds.errors_in_row IS 'Failures since the last good answer';
COMMENT ON COLUMN feeds.quiet_factor IS 'Multiple of the interval in force, longer while nothing new comes';
COMMENT ON COLUMN feeds.last_status IS 'ok, partial, rejected, not_modified or failed';
COMMENT ON COLUMN feeds.last_reason IS 'Short code of why it was not ok';
COMMENT ON COLUMN feeds.last_detail IS 'The reason as a sentence for a person; untrusted';
COMMENT ON COLUMN feeds.last_http_status IS 'HTTP status of the last answer, NULL where none came';
COMMENT ON COLUMN feeds.fetches IS 'How often it was asked';
COMMENT ON COLUMN feeds.entries_new IS 'Entries put into the inbox since the beginning';
COMMENT ON COLUMN feeds.entries_rejected IS 'Entries refused since the beginning';

CREATE TABLE feed_entries (
    feed_id VARCHAR NOT NULL,
    entry_key VARCHAR NOT NULL,
    entry_sha256 VARCHAR NOT NULL,
    first_seen_at TIMESTAMP NOT NULL,
    last_seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (feed_id, entry_key)
);

COMMENT ON TABLE feed_entries IS 'Entries of feeds that were put into the inbox, so that an unchanged one is not put there again';
COMMENT ON COLUMN feed_entries.feed_id IS 'Feed that carried it';
COMMENT ON COLUMN feed_entries.entry_key IS 'article_id that the entry makes, or the position and reason of a refused one';
COMMENT ON COLUMN feed_entries.entry_sha256 IS 'SHA-256 over what the feed said, before any page was fetched';
COMMENT ON COLUMN feed_entries.first_seen_at IS 'When it was first seen (UTC)';
COMMENT ON COLUMN feed_entries.last_seen_at IS 'When the feed last carried it with a new text (UTC)';

CREATE TABLE article_sources (
    article_id VARCHAR NOT NULL,
    publisher VARCHAR NOT NULL,
    relation VARCHAR NOT NULL,
    similarity DOUBLE,
    url VARCHAR,
    feed_id VARCHAR,
    source_name VARCHAR,
    published_at TIMESTAMP,
    seen_at TIMESTAMP NOT NULL,
    PRIMARY KEY (article_id, publisher)
);

COMMENT ON TABLE article_sources IS 'Who carried an article: its own publisher and those of its copies; one row each';
COMMENT ON COLUMN article_sources.article_id IS 'Article that is stored';
COMMENT ON COLUMN article_sources.publisher IS 'Publisher as named, else the host of the address, else empty';
COMMENT ON COLUMN article_sources.relation IS 'first, copy (same text) or near_copy (edited)';
COMMENT ON COLUMN article_sources.similarity IS 'Share of three-word sequences in common with the stored text, 1 for the same';
COMMENT ON COLUMN article_sources.url IS 'Address of the copy; untrusted';
COMMENT ON COLUMN article_sources.feed_id IS 'Feed that brought it, NULL for a file';
COMMENT ON COLUMN article_sources.source_name IS 'File that brought it';
COMMENT ON COLUMN article_sources.published_at IS 'When that publisher says it was published (UTC)';
COMMENT ON COLUMN article_sources.seen_at IS 'When it came in (UTC)';

CREATE TABLE article_sketches (
    article_id VARCHAR PRIMARY KEY,
    version INTEGER NOT NULL,
    sketch UINTEGER[] NOT NULL,
    numbers VARCHAR[] NOT NULL,
    seen_at TIMESTAMP NOT NULL
);

COMMENT ON TABLE article_sketches IS 'Sketch of each current text, to find copies with an edited paragraph';
COMMENT ON COLUMN article_sketches.article_id IS 'Article that is stored';
COMMENT ON COLUMN article_sketches.version IS 'Version that the sketch is of';
COMMENT ON COLUMN article_sketches.sketch IS 'The 64 smallest hashes of its three-word sequences, ascending';
COMMENT ON COLUMN article_sketches.numbers IS 'The distinct numbers that it prints: a template with other figures is no copy';
COMMENT ON COLUMN article_sketches.seen_at IS 'When it came in (UTC)';
