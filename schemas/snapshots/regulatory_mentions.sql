-- What is published of regulatory_mentions, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM regulatory_mentions ORDER BY article_id, article_version, mention_id;
