-- What articles state: mentions of both families and all money.
-- No CHECK on values: a wrong value must reach the audit, which names the row and the rule.

CREATE TABLE investment_mentions (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    event_id VARCHAR,
    parent_mention_id VARCHAR,
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
    evidence VARCHAR,
    evidence_start INTEGER,
    evidence_end INTEGER,
    amount_start INTEGER,
    amount_end INTEGER,
    confidence DOUBLE,
    rule VARCHAR,
    extractor VARCHAR,
    PRIMARY KEY (article_id, article_version, mention_id)
);

COMMENT ON TABLE investment_mentions IS 'One act of putting money in, as one article states it';
COMMENT ON COLUMN investment_mentions.mention_id IS 'Key among current articles: the same article text and the same act give the same id on every run and machine';
COMMENT ON COLUMN investment_mentions.article_id IS 'Article that states it; with article_version the key of articles';
COMMENT ON COLUMN investment_mentions.article_version IS 'Version of the article that states it';
COMMENT ON COLUMN investment_mentions.event_id IS 'Event that it belongs to; filled on publication';
COMMENT ON COLUMN investment_mentions.parent_mention_id IS 'Mention of the whole that this one is a part of, else NULL';
COMMENT ON COLUMN investment_mentions.event_type IS 'What was done: capital_expenditure, acquisition, stake_purchase, funding_round, joint_venture, commitment or divestment';
COMMENT ON COLUMN investment_mentions.status IS 'How far it is: rumoured, planned, agreed, completed or cancelled';
COMMENT ON COLUMN investment_mentions.amount IS 'Amount in units of currency; for a range its upper end; NULL where none is stated';
COMMENT ON COLUMN investment_mentions.amount_low IS 'Lower end of a range, else NULL';
COMMENT ON COLUMN investment_mentions.amount_qualifier IS 'exact, about, at_least, up_to or range; NULL with no amount';
COMMENT ON COLUMN investment_mentions.currency IS 'ISO 4217 code of amount';
COMMENT ON COLUMN investment_mentions.stated_amount IS 'The equivalent that the article itself prints, in units of stated_currency';
COMMENT ON COLUMN investment_mentions.stated_currency IS 'ISO 4217 code of stated_amount';
COMMENT ON COLUMN investment_mentions.amount_usd IS 'Amount in US dollars; NULL when no rate is known, never a guess';
COMMENT ON COLUMN investment_mentions.fx_rate IS 'US dollars for one unit of currency behind amount_usd';
COMMENT ON COLUMN investment_mentions.fx_date IS 'Day of the reference rate; NULL for identity and stated conversions';
COMMENT ON COLUMN investment_mentions.fx_source IS 'identity, stated, or the name of the reference series';
COMMENT ON COLUMN investment_mentions.event_date IS 'When the money moves or the deal closes if stated, else the day of the pledge; first day of the stated span';
COMMENT ON COLUMN investment_mentions.date_precision IS 'day, week, month, quarter or year';
COMMENT ON COLUMN investment_mentions.date_text IS 'The words that state the date, kept also where no day can be derived';
COMMENT ON COLUMN investment_mentions.country IS 'ISO 3166-1 alpha-2 (or EU) of the place that receives the money; NULL when the article does not settle it';
COMMENT ON COLUMN investment_mentions.attributed_to IS 'Who the article says reported it; NULL where it speaks for itself';
COMMENT ON COLUMN investment_mentions.investor IS 'Party that puts the money in, by the longest form of its name in the article';
COMMENT ON COLUMN investment_mentions.target IS 'Company or asset that receives the money';
COMMENT ON COLUMN investment_mentions.purpose IS 'What the money is for, in the article''s own words';
COMMENT ON COLUMN investment_mentions.period_start IS 'First day of the period over which the money is spent';
COMMENT ON COLUMN investment_mentions.period_end IS 'Last day of the period over which the money is spent';
COMMENT ON COLUMN investment_mentions.period_text IS 'The words that state the period';
COMMENT ON COLUMN investment_mentions.evidence IS 'The exact words that state the act: body[evidence_start:evidence_end]';
COMMENT ON COLUMN investment_mentions.evidence_start IS 'First character of evidence in the article''s body, counted from 0';
COMMENT ON COLUMN investment_mentions.evidence_end IS 'Character after the last one of evidence';
COMMENT ON COLUMN investment_mentions.amount_start IS 'First character of the amount''s own words in the body';
COMMENT ON COLUMN investment_mentions.amount_end IS 'Character after the last one of the amount''s own words';
COMMENT ON COLUMN investment_mentions.confidence IS '0 to 1: of the mentions with confidence about p, a share p are right';
COMMENT ON COLUMN investment_mentions.rule IS 'Name of the extraction rule that fired';
COMMENT ON COLUMN investment_mentions.extractor IS 'Name and version of what extracted it';

CREATE TABLE regulatory_mentions (
    mention_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    event_id VARCHAR,
    parent_mention_id VARCHAR,
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
    evidence VARCHAR,
    evidence_start INTEGER,
    evidence_end INTEGER,
    amount_start INTEGER,
    amount_end INTEGER,
    confidence DOUBLE,
    rule VARCHAR,
    extractor VARCHAR,
    PRIMARY KEY (article_id, article_version, mention_id)
);

COMMENT ON TABLE regulatory_mentions IS 'One use of a public authority''s power, as one article states it';
COMMENT ON COLUMN regulatory_mentions.mention_id IS 'Key among current articles: the same article text and the same act give the same id on every run and machine';
COMMENT ON COLUMN regulatory_mentions.article_id IS 'Article that states it; with article_version the key of articles';
COMMENT ON COLUMN regulatory_mentions.article_version IS 'Version of the article that states it';
COMMENT ON COLUMN regulatory_mentions.event_id IS 'Event that it belongs to; filled on publication';
COMMENT ON COLUMN regulatory_mentions.parent_mention_id IS 'Mention of the whole that this one is a part of, else NULL';
COMMENT ON COLUMN regulatory_mentions.event_type IS 'What was done: investigation, charge, penalty, approval, denial, restriction, rule_change or warning';
COMMENT ON COLUMN regulatory_mentions.status IS 'How far it is: proposed, ongoing, decided, in_force, appealed or closed';
COMMENT ON COLUMN regulatory_mentions.amount IS 'Amount in units of currency; for a range its upper end; NULL where none is stated';
COMMENT ON COLUMN regulatory_mentions.amount_low IS 'Lower end of a range, else NULL';
COMMENT ON COLUMN regulatory_mentions.amount_qualifier IS 'exact, about, at_least, up_to or range; NULL with no amount';
COMMENT ON COLUMN regulatory_mentions.currency IS 'ISO 4217 code of amount';
COMMENT ON COLUMN regulatory_mentions.stated_amount IS 'The equivalent that the article itself prints, in units of stated_currency';
COMMENT ON COLUMN regulatory_mentions.stated_currency IS 'ISO 4217 code of stated_amount';
COMMENT ON COLUMN regulatory_mentions.amount_usd IS 'Amount in US dollars; NULL when no rate is known, never a guess';
COMMENT ON COLUMN regulatory_mentions.fx_rate IS 'US dollars for one unit of currency behind amount_usd';
COMMENT ON COLUMN regulatory_mentions.fx_date IS 'Day of the reference rate; NULL for identity and stated conversions';
COMMENT ON COLUMN regulatory_mentions.fx_source IS 'identity, stated, or the name of the reference series';
COMMENT ON COLUMN regulatory_mentions.event_date IS 'When the act took or takes place; first day of the stated span';
COMMENT ON COLUMN regulatory_mentions.date_precision IS 'day, week, month, quarter or year';
COMMENT ON COLUMN regulatory_mentions.date_text IS 'The words that state the date, kept also where no day can be derived';
COMMENT ON COLUMN regulatory_mentions.country IS 'ISO 3166-1 alpha-2 (or EU) of the authority; NULL when the article does not settle it';
COMMENT ON COLUMN regulatory_mentions.attributed_to IS 'Who the article says reported it; NULL where it speaks for itself';
COMMENT ON COLUMN regulatory_mentions.regulator IS 'Public authority: canonical English name where known, else as written';
COMMENT ON COLUMN regulatory_mentions.regulator_text IS 'The authority as the article writes it';
COMMENT ON COLUMN regulatory_mentions.subjects IS 'Companies, groups, markets or countries that the power is used on';
COMMENT ON COLUMN regulatory_mentions.matter IS 'Field of law or policy, e.g. antitrust, data_privacy, securities';
COMMENT ON COLUMN regulatory_mentions.law IS 'Named law or rule, NULL if none';
COMMENT ON COLUMN regulatory_mentions.evidence IS 'The exact words that state the act: body[evidence_start:evidence_end]';
COMMENT ON COLUMN regulatory_mentions.evidence_start IS 'First character of evidence in the article''s body, counted from 0';
COMMENT ON COLUMN regulatory_mentions.evidence_end IS 'Character after the last one of evidence';
COMMENT ON COLUMN regulatory_mentions.amount_start IS 'First character of the amount''s own words in the body';
COMMENT ON COLUMN regulatory_mentions.amount_end IS 'Character after the last one of the amount''s own words';
COMMENT ON COLUMN regulatory_mentions.confidence IS '0 to 1: of the mentions with confidence about p, a share p are right';
COMMENT ON COLUMN regulatory_mentions.rule IS 'Name of the extraction rule that fired';
COMMENT ON COLUMN regulatory_mentions.extractor IS 'Name and version of what extracted it';

CREATE TABLE money_mentions (
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    text VARCHAR,
    amount DECIMAL(24,2),
    amount_low DECIMAL(24,2),
    amount_qualifier VARCHAR,
    currency VARCHAR,
    role VARCHAR,
    mention_id VARCHAR,
    PRIMARY KEY (article_id, article_version, start, "end")
);

COMMENT ON TABLE money_mentions IS 'Any amount of money that an article names, event or not';
COMMENT ON COLUMN money_mentions.article_id IS 'Article that names it; with article_version the key of articles';
COMMENT ON COLUMN money_mentions.article_version IS 'Version of the article that names it';
COMMENT ON COLUMN money_mentions.start IS 'First character of the amount''s words in the body, counted from 0';
COMMENT ON COLUMN money_mentions."end" IS 'Character after the last one of the amount''s words';
COMMENT ON COLUMN money_mentions.text IS 'The amount''s exact words: body[start:end]';
COMMENT ON COLUMN money_mentions.amount IS 'Amount in units of currency; for a range its upper end';
COMMENT ON COLUMN money_mentions.amount_low IS 'Lower end of a range, else NULL';
COMMENT ON COLUMN money_mentions.amount_qualifier IS 'exact, about, at_least, up_to or range';
COMMENT ON COLUMN money_mentions.currency IS 'ISO 4217 code, NULL where the article does not settle it';
COMMENT ON COLUMN money_mentions.role IS 'total, part, conversion, per_unit, maximum, background or other';
COMMENT ON COLUMN money_mentions.mention_id IS 'Event mention that it is the amount of, else NULL';
