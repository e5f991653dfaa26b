-- What is published of event_mentions, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM event_mentions ORDER BY article_id, article_version, mention_id;
