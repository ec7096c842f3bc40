"""Municipalities by CBS code, inhabitants by year, mergers, and partnerships with members from a date to a date."""

SQL = """
CREATE TABLE municipality (
    id                   serial PRIMARY KEY,
    code                 varchar(6) NOT NULL UNIQUE,
    name                 varchar(80) NOT NULL,
    sort_name            varchar(80) NOT NULL,
    province             varchar(20) NOT NULL,
    domain               varchar(120),
    tooi_uri             varchar(120),
    latitude             double precision NOT NULL,
    longitude            double precision NOT NULL,
    area_km2             double precision,
    labour_market_region varchar(80),
    safety_region        varchar(80),
    started              date,
    ended                date,
    CONSTRAINT code_known CHECK (code ~ '^[A-Z]{2}[0-9]{4}$'),
    CONSTRAINT province_known CHECK (province IN ('Drenthe', 'Flevoland', 'Fryslân', 'Gelderland',
        'Groningen', 'Limburg', 'Noord-Brabant', 'Noord-Holland', 'Overijssel', 'Utrecht', 'Zeeland',
        'Zuid-Holland')),
    CONSTRAINT started_before_ended CHECK (ended >= started),
    CONSTRAINT area_not_negative CHECK (area_km2 >= 0),
    CONSTRAINT in_the_netherlands CHECK (latitude BETWEEN 50 AND 54 AND longitude BETWEEN 3 AND 8)
);
COMMENT ON TABLE municipality IS
    'A municipality, present or past. `ended` is the date of the merger (herindeling) that ended it.';
CREATE INDEX municipality_sort_name ON municipality (sort_name);
CREATE INDEX municipality_province ON municipality (province);

CREATE TABLE inhabitants (
    id           serial PRIMARY KEY,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    year         integer NOT NULL,
    number       integer NOT NULL,
    CONSTRAINT inhabitants_once UNIQUE (municipality, year),
    CONSTRAINT number_not_negative CHECK (number >= 0),
    CONSTRAINT year_known CHECK (year BETWEEN 1900 AND 2200)
);
COMMENT ON TABLE inhabitants IS
    'Inhabitants on 1 January of `year`.';

CREATE TABLE neighbour (
    id           serial PRIMARY KEY,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    neighbour    integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT neighbours_once UNIQUE (municipality, neighbour),
    CONSTRAINT two_municipalities CHECK (municipality <> neighbour)
);
COMMENT ON TABLE neighbour IS
    'Two municipalities that share a border; each pair stands in it both ways.';
CREATE INDEX neighbour_neighbour ON neighbour (neighbour);

CREATE TABLE merger (
    id           serial PRIMARY KEY,
    predecessor  integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    successor    integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    takes_effect date NOT NULL,
    CONSTRAINT merger_once UNIQUE (predecessor, successor),
    CONSTRAINT two_municipalities CHECK (predecessor <> successor)
);
COMMENT ON TABLE merger IS
    'On `takes_effect`, `predecessor` goes up in `successor` (herindeling).';
CREATE INDEX merger_successor ON merger (successor);

CREATE TABLE partnership (
    id          serial PRIMARY KEY,
    kind        varchar(20) NOT NULL,
    name        varchar(120) NOT NULL UNIQUE,
    description text NOT NULL DEFAULT '',
    active      boolean NOT NULL DEFAULT true,
    CONSTRAINT kind_known CHECK (kind IN ('samenwerkingsverband', 'kring'))
);
COMMENT ON TABLE partnership IS
    'A samenwerkingsverband or a Kring (`kind`).';

CREATE TABLE partnership_member (
    id           serial PRIMARY KEY,
    partnership  integer NOT NULL REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    starts       date NOT NULL,
    ends         date,
    CONSTRAINT membership_once UNIQUE (partnership, municipality, starts),
    CONSTRAINT starts_before_ends CHECK (ends >= starts)
);
COMMENT ON TABLE partnership_member IS
    'A municipality in a partnership from `starts` up to and including `ends` (NULL: until further '
    'notice).';
CREATE INDEX partnership_member_municipality ON partnership_member (municipality);

-- A municipality is in a partnership once until further notice.
CREATE UNIQUE INDEX partnership_member_present ON partnership_member (partnership, municipality) WHERE ends IS NULL;
"""
