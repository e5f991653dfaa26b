-- What happened in the world: events, derived from mentions on publication.

CREATE TABLE investment_events (
    event_id VARCHAR PRIMARY KEY,
    merged_into VARCHAR,
    parent_event_id VARCHAR,
    best_mention_id VARCHAR,
    event_type VARCHAR,
    status VARCHAR,
    amount DECIMAL(24,2),
    amount_low DECIMAL(24,2),
    amount_qualifier VARCHAR,
    currency VARCHAR,
    stated_amount DECIMAL(24,2),
    stated_currency VARCHAR,
    amount_usd DECIMAL(24,2),
    fx_rate DOUBLE,
    fx_date DATE,
    fx_source VARCHAR,
    event_date DATE,
    date_precision VARCHAR,
    date_text VARCHAR,
    country VARCHAR,
    attributed_to VARCHAR,
    investor VARCHAR,
    target VARCHAR,
    purpose VARCHAR,
    period_start DATE,
    period_end DATE,
    period_text VARCHAR,
    confidence DOUBLE,
    first_reported_at TIMESTAMP,
    last_reported_at TIMESTAMP,
    mention_count INTEGER,
    source_count INTEGER,
    countable BOOLEAN
);

COMMENT ON TABLE investment_events IS 'One investment in the world, behind one or more mentions of it';
COMMENT ON COLUMN investment_events.event_id IS 'Stable id, derived from the smallest mention_id behind it';
COMMENT ON COLUMN investment_events.merged_into IS 'Event that this one was found to be the same as; NULL for a standing event';
COMMENT ON COLUMN investment_events.parent_event_id IS 'Event of the whole that this one is a part of, else NULL';
COMMENT ON COLUMN investment_events.best_mention_id IS 'Mention with the highest confidence, whose values this row shows';
COMMENT ON COLUMN investment_events.event_type IS 'What was done: capital_expenditure, acquisition, stake_purchase, funding_round, joint_venture, commitment or divestment';
COMMENT ON COLUMN investment_events.status IS 'How far it is: rumoured, planned, agreed, completed or cancelled';
COMMENT ON COLUMN investment_events.amount IS 'Amount in units of currency; for a range its upper end; NULL where none is stated';
COMMENT ON COLUMN investment_events.amount_low IS 'Lower end of a range, else NULL';
COMMENT ON COLUMN investment_events.amount_qualifier IS 'exact, about, at_least, up_to or range; NULL with no amount';
COMMENT ON COLUMN investment_events.currency IS 'ISO 4217 code of amount';
COMMENT ON COLUMN investment_events.stated_amount IS 'The equivalent that the article itself prints, in units of stated_currency';
COMMENT ON COLUMN investment_events.stated_currency IS 'ISO 4217 code of stated_amount';
COMMENT ON COLUMN investment_events.amount_usd IS 'Amount in US dollars; NULL when no rate is known, never a guess';
COMMENT ON COLUMN investment_events.fx_rate IS 'US dollars for one unit of currency behind amount_usd';
COMMENT ON COLUMN investment_events.fx_date IS 'Day of the reference rate; NULL for identity and stated conversions';
COMMENT ON COLUMN investment_events.fx_source IS 'identity, stated, or the name of the reference series';
COMMENT ON COLUMN investment_events.event_date IS 'When the money moves or the deal closes if stated, else the day of the pledge; first day of the stated span';
COMMENT ON COLUMN investment_events.date_precision IS 'day, week, month, quarter or year';
COMMENT ON COLUMN investment_events.date_text IS 'The words that state the date, kept also where no day can be derived';
COMMENT ON COLUMN investment_events.country IS 'ISO 3166-1 alpha-2 (or EU) of the place that receives the money; NULL when the article does not settle it';
COMMENT ON COLUMN investment_events.attributed_to IS 'Who the article says reported it; NULL where it speaks for itself';
COMMENT ON COLUMN investment_events.investor IS 'Party that puts the money in, by the longest form of its name in the article';
COMMENT ON COLUMN investment_events.target IS 'Company or asset that receives the money';
COMMENT ON COLUMN investment_events.purpose IS 'What the money is for, in the article''s own words';
COMMENT ON COLUMN investment_events.period_start IS 'First day of the period over which the money is spent';
COMMENT ON COLUMN investment_events.period_end IS 'Last day of the period over which the money is spent';
COMMENT ON COLUMN investment_events.period_text IS 'The words that state the period';
COMMENT ON COLUMN investment_events.confidence IS 'Confidence of the best mention';
COMMENT ON COLUMN investment_events.first_reported_at IS 'Earliest time (UTC) that an article behind it was published, or came in where it bears no date';
COMMENT ON COLUMN investment_events.last_reported_at IS 'Latest such time (UTC)';
COMMENT ON COLUMN investment_events.mention_count IS 'Number of mentions behind it';
COMMENT ON COLUMN investment_events.source_count IS 'Number of distinct publishers behind it, at least 1';
COMMENT ON COLUMN investment_events.countable IS 'True where the amount may be summed: stated, not a part, not a maximum, not background, not cancelled, not merged';

CREATE TABLE regulatory_events (
    event_id VARCHAR PRIMARY KEY,
    merged_into VARCHAR,
    parent_event_id VARCHAR,
    best_mention_id VARCHAR,
    event_type VARCHAR,
    status VARCHAR,
    amount DECIMAL(24,2),
    amount_low DECIMAL(24,2),
    amount_qualifier VARCHAR,
    currency VARCHAR,
    stated_amount DECIMAL(24,2),
    stated_currency VARCHAR,
    amount_usd DECIMAL(24,2),
    fx_rate DOUBLE,
    fx_date DATE,
    fx_source VARCHAR,
    event_date DATE,
    date_precision VARCHAR,
    date_text VARCHAR,
    country VARCHAR,
    attributed_to VARCHAR,
    regulator VARCHAR,
    regulator_text VARCHAR,
    subjects VARCHAR[],
    matter VARCHAR,
    law VARCHAR,
    confidence DOUBLE,
    first_reported_at TIMESTAMP,
    last_reported_at TIMESTAMP,
    mention_count INTEGER,
    source_count INTEGER,
    countable BOOLEAN
);

COMMENT ON TABLE regulatory_events IS 'One act of a public authority in the world, behind one or more mentions of it';
COMMENT ON COLUMN regulatory_events.event_id IS 'Stable id, derived from the smallest mention_id behind it';
COMMENT ON COLUMN regulatory_events.merged_into IS 'Event that this one was found to be the same as; NULL for a standing event';
COMMENT ON COLUMN regulatory_events.parent_event_id IS 'Event of the whole that this one is a part of, else NULL';
COMMENT ON COLUMN regulatory_events.best_mention_id IS 'Mention with the highest confidence, whose values this row shows';
COMMENT ON COLUMN regulatory_events.event_type IS 'What was done: investigation, charge, penalty, approval, denial, restriction, rule_change or warning';
COMMENT ON COLUMN regulatory_events.status IS 'How far it is: proposed, ongoing, decided, in_force, appealed or closed';
COMMENT ON COLUMN regulatory_events.amount IS 'Amount in units of currency; for a range its upper end; NULL where none is stated';
COMMENT ON COLUMN regulatory_events.amount_low IS 'Lower end of a range, else NULL';
COMMENT ON COLUMN regulatory_events.amount_qualifier IS 'exact, about, at_least, up_to or range; NULL with no amount';
COMMENT ON COLUMN regulatory_events.currency IS 'ISO 4217 code of amount';
COMMENT ON COLUMN regulatory_events.stated_amount IS 'The equivalent that the article itself prints, in units of stated_currency';
COMMENT ON COLUMN regulatory_events.stated_currency IS 'ISO 4217 code of stated_amount';
COMMENT ON COLUMN regulatory_events.amount_usd IS 'Amount in US dollars; NULL when no rate is known, never a guess';
COMMENT ON COLUMN regulatory_events.fx_rate IS 'US dollars for one unit of currency behind amount_usd';
COMMENT ON COLUMN regulatory_events.fx_date IS 'Day of the reference rate; NULL for identity and stated conversions';
COMMENT ON COLUMN regulatory_events.fx_source IS 'identity, stated, or the name of the reference series';
COMMENT ON COLUMN regulatory_events.event_date IS 'When the act took or takes place; first day of the stated span';
COMMENT ON COLUMN regulatory_events.date_precision IS 'day, week, month, quarter or year';
COMMENT ON COLUMN regulatory_events.date_text IS 'The words that state the date, kept also where no day can be derived';
COMMENT ON COLUMN regulatory_events.country IS 'ISO 3166-1 alpha-2 (or EU) of the authority; NULL when the article does not settle it';
COMMENT ON COLUMN regulatory_events.attributed_to IS 'Who the article says reported it; NULL where it speaks for itself';
COMMENT ON COLUMN regulatory_events.regulator IS 'Public authority: canonical English name where known, else as written';
COMMENT ON COLUMN regulatory_events.regulator_text IS 'The authority as the article writes it';
COMMENT ON COLUMN regulatory_events.subjects IS 'Companies, groups, markets or countries that the power is used on';
COMMENT ON COLUMN regulatory_events.matter IS 'Field of law or policy, e.g. antitrust, data_privacy, securities';
COMMENT ON COLUMN regulatory_events.law IS 'Named law or rule, NULL if none';
COMMENT ON COLUMN regulatory_events.confidence IS 'Confidence of the best mention';
COMMENT ON COLUMN regulatory_events.first_reported_at IS 'Earliest time (UTC) that an article behind it was published, or came in where it bears no date';
COMMENT ON COLUMN regulatory_events.last_reported_at IS 'Latest such time (UTC)';
COMMENT ON COLUMN regulatory_events.mention_count IS 'Number of mentions behind it';
COMMENT ON COLUMN regulatory_events.source_count IS 'Number of distinct publishers behind it, at least 1';
COMMENT ON COLUMN regulatory_events.countable IS 'True where the amount may be summed: stated, not a part, not a maximum, not background, not cancelled, not merged';
