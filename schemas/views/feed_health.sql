CREATE OR REPLACE VIEW feed_health AS
SELECT
    feed_id,
    publisher,
    url,
    trust,
    CASE
        WHEN state <> 'active' THEN state
        WHEN last_fetch_at IS NULL THEN 'new'
        WHEN errors_in_row > 0 THEN 'failing'
        WHEN last_status = 'partial' THEN 'damaged'
        WHEN last_new_at IS NULL OR last_new_at < last_fetch_at - INTERVAL 7 DAY THEN 'quiet'
        ELSE 'healthy'
    END AS health,
    last_status,
    last_reason,
    last_detail,
    errors_in_row,
    last_fetch_at,
    last_ok_at,
    last_new_at,
    next_due_at,
    moved_to,
    fetches,
    entries_new,
    entries_rejected
FROM feeds;
COMMENT ON VIEW feed_health IS 'How each feed does: healthy, quiet (nothing new for a week), damaged (read in part), failing, suspended, gone or new';
COMMENT ON COLUMN feed_health.health IS 'One word of: healthy, quiet, damaged, failing, suspended, gone, new';
