-- What is published of regulatory_events, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM regulatory_events ORDER BY event_id;
