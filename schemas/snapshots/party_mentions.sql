-- What is published of party_mentions, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM party_mentions ORDER BY article_id, article_version, mention_id, role, name_text;
