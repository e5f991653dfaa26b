-- What is published of articles, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM articles ORDER BY article_id, version;
