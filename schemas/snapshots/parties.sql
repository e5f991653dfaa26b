-- What is published of parties, in the order of its key: equal content gives equal Parquet bytes.
SELECT * FROM parties ORDER BY party_id;
