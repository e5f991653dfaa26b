-- Why a party has the forms that it has, and which events came apart.

ALTER TABLE parties ADD COLUMN merges VARCHAR[];

COMMENT ON COLUMN parties.merges IS 'Why forms with another folded name are this party: the rule and the event that shows it, or a correction with its reason';

CREATE TABLE event_splits (
    event_id VARCHAR NOT NULL,
    split_from VARCHAR NOT NULL,
    as_of_date DATE NOT NULL,
    still_stands BOOLEAN NOT NULL,
    mention_ids VARCHAR[] NOT NULL,
    PRIMARY KEY (event_id, split_from, as_of_date)
);

COMMENT ON TABLE event_splits IS 'Mentions that left an event for another one from one snapshot to the next, merges apart';
COMMENT ON COLUMN event_splits.event_id IS 'Event that the mentions are behind now';
COMMENT ON COLUMN event_splits.split_from IS 'Event that they were behind in the snapshot before';
COMMENT ON COLUMN event_splits.as_of_date IS 'Day of the snapshot that has them apart';
COMMENT ON COLUMN event_splits.still_stands IS 'True where that event stands beside; false where the report that it was named after is gone, and event_id goes on in its place';
COMMENT ON COLUMN event_splits.mention_ids IS 'The mentions that left';
