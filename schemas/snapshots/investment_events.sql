-- What is published of investment_events, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM investment_events ORDER BY event_id;
