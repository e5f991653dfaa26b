-- What is published of investment_mentions, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM investment_mentions ORDER BY article_id, article_version, mention_id;
