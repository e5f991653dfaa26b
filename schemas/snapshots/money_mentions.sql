-- What is published of money_mentions, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM money_mentions ORDER BY article_id, article_version, start, "end";
