-- What is published of article_sources, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM article_sources ORDER BY article_id, publisher;
