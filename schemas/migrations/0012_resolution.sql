-- What events are made of: exchange rates, the mentions behind each event with the reason, and parties.

CREATE TABLE fx_rates (
    currency VARCHAR NOT NULL,
    rate_date DATE NOT NULL,
    units_per_eur DECIMAL(24,8) NOT NULL,
    usd_per_unit DOUBLE NOT NULL,
    band DOUBLE NOT NULL,
    series VARCHAR NOT NULL,
    vintage VARCHAR NOT NULL,
    PRIMARY KEY (currency, rate_date)
);

COMMENT ON TABLE fx_rates IS 'Reference rates; in a snapshot of those currencies only that its mentions name';
COMMENT ON COLUMN fx_rates.currency IS 'ISO 4217 code';
COMMENT ON COLUMN fx_rates.rate_date IS 'Day of the rate';
COMMENT ON COLUMN fx_rates.units_per_eur IS 'Units of the currency for one euro, as the series gives them';
COMMENT ON COLUMN fx_rates.usd_per_unit IS 'US dollars for one unit, by way of the euro on the same day';
COMMENT ON COLUMN fx_rates.band IS 'How far, as a share, a conversion printed in an article may lie from this rate: 3 % for rounding, and four times what the rate moves in two weeks, measured over the 60 days before';
COMMENT ON COLUMN fx_rates.series IS 'Whose rates they are: ECB';
COMMENT ON COLUMN fx_rates.vintage IS 'Edition of the series: package and version that bundles it';

ALTER TABLE investment_mentions ADD COLUMN fx_reason VARCHAR;
ALTER TABLE regulatory_mentions ADD COLUMN fx_reason VARCHAR;
ALTER TABLE investment_events ADD COLUMN fx_reason VARCHAR;
ALTER TABLE regulatory_events ADD COLUMN fx_reason VARCHAR;
ALTER TABLE investment_events ADD COLUMN disputed BOOLEAN;
ALTER TABLE regulatory_events ADD COLUMN disputed BOOLEAN;

COMMENT ON COLUMN investment_mentions.fx_reason IS 'Why an amount has no amount_usd: no_currency, no_date, no_series or no_rate_near (within 10 days)';
COMMENT ON COLUMN regulatory_mentions.fx_reason IS 'Why an amount has no amount_usd: no_currency, no_date, no_series or no_rate_near (within 10 days)';
COMMENT ON COLUMN investment_events.fx_reason IS 'Why an amount has no amount_usd: no_currency, no_date, no_series or no_rate_near (within 10 days)';
COMMENT ON COLUMN regulatory_events.fx_reason IS 'Why an amount has no amount_usd: no_currency, no_date, no_series or no_rate_near (within 10 days)';
COMMENT ON COLUMN investment_events.disputed IS 'True where articles contradict each other on the amount';
COMMENT ON COLUMN regulatory_events.disputed IS 'True where articles contradict each other on the amount';

CREATE TABLE event_mentions (
    event_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    mention_id VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    seq INTEGER NOT NULL,
    reported_at TIMESTAMP NOT NULL,
    publisher VARCHAR,
    novelty VARCHAR NOT NULL,
    status VARCHAR,
    amount DECIMAL(24,2),
    currency VARCHAR,
    changes VARCHAR[],
    matched_mention_id VARCHAR,
    score DOUBLE,
    because VARCHAR[],
    PRIMARY KEY (article_id, article_version, mention_id)
);

COMMENT ON TABLE event_mentions IS 'The mentions behind each standing event in the order of their reports: why each belongs, and what it added';
COMMENT ON COLUMN event_mentions.event_id IS 'Event that the mention belongs to';
COMMENT ON COLUMN event_mentions.article_id IS 'Article of the mention';
COMMENT ON COLUMN event_mentions.article_version IS 'Version of that article';
COMMENT ON COLUMN event_mentions.mention_id IS 'Mention';
COMMENT ON COLUMN event_mentions.family IS 'investment or regulatory';
COMMENT ON COLUMN event_mentions.seq IS 'Place among the reports of the event, from 1, by time';
COMMENT ON COLUMN event_mentions.reported_at IS 'When the article was published, or came in where it bears no date (UTC)';
COMMENT ON COLUMN event_mentions.publisher IS 'Publisher of the article; untrusted';
COMMENT ON COLUMN event_mentions.novelty IS 'What it added: first, update, detail, correction (replaces a figure), contradiction (stands beside it) or repeat';
COMMENT ON COLUMN event_mentions.status IS 'Status of the event after this report';
COMMENT ON COLUMN event_mentions.amount IS 'Amount of the event after this report';
COMMENT ON COLUMN event_mentions.currency IS 'Currency of that amount';
COMMENT ON COLUMN event_mentions.changes IS 'What this report changed, in words: "status planned > agreed"';
COMMENT ON COLUMN event_mentions.matched_mention_id IS 'Mention of the same event that it agrees with most, NULL where it is alone';
COMMENT ON COLUMN event_mentions.score IS 'Points of that agreement; 5 is enough';
COMMENT ON COLUMN event_mentions.because IS 'What the points are for: "+4 same investor: ..."; untrusted words of the articles';

CREATE TABLE parties (
    party_id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    aliases VARCHAR[] NOT NULL,
    kind VARCHAR NOT NULL,
    country VARCHAR,
    mention_count INTEGER NOT NULL
);

COMMENT ON TABLE parties IS 'Companies and authorities that the mentions name, one row each';
COMMENT ON COLUMN parties.party_id IS 'p_ and 16 hex of the folded name; stays while the name does';
COMMENT ON COLUMN parties.name IS 'Longest form of the name that was seen; untrusted';
COMMENT ON COLUMN parties.aliases IS 'All forms that were seen, in order; untrusted';
COMMENT ON COLUMN parties.kind IS 'authority, country or company';
COMMENT ON COLUMN parties.country IS 'ISO 3166-1 alpha-2 of an authority, a country, or a company in the reference list; NULL where nothing settles it';
COMMENT ON COLUMN parties.mention_count IS 'Number of mentions that name it';

CREATE TABLE party_mentions (
    party_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    mention_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    name_text VARCHAR NOT NULL,
    event_id VARCHAR,
    PRIMARY KEY (article_id, article_version, mention_id, role, name_text)
);

COMMENT ON TABLE party_mentions IS 'Which mention names which party, and the event that it belongs to';
COMMENT ON COLUMN party_mentions.party_id IS 'Party';
COMMENT ON COLUMN party_mentions.article_id IS 'Article of the mention';
COMMENT ON COLUMN party_mentions.article_version IS 'Version of that article';
COMMENT ON COLUMN party_mentions.mention_id IS 'Mention';
COMMENT ON COLUMN party_mentions.role IS 'investor, target, regulator or subject';
COMMENT ON COLUMN party_mentions.name_text IS 'Name as the mention gives it; untrusted';
COMMENT ON COLUMN party_mentions.event_id IS 'Standing event of the mention';
