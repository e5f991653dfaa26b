-- Trust of the feed beside each article that it brought; inputs of feeds are told from dropped files.

ALTER TABLE articles ADD COLUMN trust VARCHAR;
COMMENT ON COLUMN articles.trust IS 'high, normal or low: trust of the feed in feeds.toml when it brought this version, NULL for a file';
COMMENT ON COLUMN articles.text_from IS 'Where the body was taken from: file, feed_content (the feed''s full text), feed_summary, feed_title or page (the article''s own page)';

UPDATE ledger SET source_kind = 'feed' WHERE regexp_matches(source_name, '^(feed-.+-[0-9a-f]{16}\.json|replay-[0-9a-f]{16}\.jsonl)$');
COMMENT ON COLUMN ledger.source_kind IS 'feed for an entry that a feed brought, file for what was dropped into the inbox';
COMMENT ON COLUMN ledger.source_name IS 'Name of the file in the inbox; an entry of a feed lies there as a file as well';
COMMENT ON COLUMN feed_entries.entry_key IS 'article_id that the entry makes, or "rejected" and a hash of what was refused';
