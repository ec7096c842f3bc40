"""Rounds, the window of each phase, and every opening, extension and closing with its reason."""

SQL = """
CREATE TABLE round (
    id          serial PRIMARY KEY,
    code        varchar(12) NOT NULL UNIQUE,
    name        varchar(120) NOT NULL,
    description text NOT NULL DEFAULT '',
    phase       varchar(20),
    settings    jsonb NOT NULL DEFAULT '{}',
    frozen_at   timestamptz,
    created_at  timestamptz NOT NULL,
    CONSTRAINT phase_known CHECK (phase IN ('inzenden', 'groeperen', 'beoordelen', 'voorselectie',
        'uitwerken', 'stemmen', 'uitslag', 'overname'))
);
COMMENT ON TABLE round IS
    'A round. `phase` is the last phase that was opened; NULL while it is being prepared. `settings` '
    'holds the rules of the round (review, preselection, vote); `frozen_at` says since when they are '
    'fixed.';

CREATE TABLE phase_window (
    id        serial PRIMARY KEY,
    round     integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    phase     varchar(20) NOT NULL,
    opened_at timestamptz,
    deadline  timestamptz,
    closed_at timestamptz,
    CONSTRAINT phase_window_once UNIQUE (round, phase),
    CONSTRAINT phase_known CHECK (phase IN ('inzenden', 'groeperen', 'beoordelen', 'voorselectie',
        'uitwerken', 'stemmen', 'uitslag', 'overname')),
    CONSTRAINT opened_before_closed CHECK (closed_at >= opened_at)
);
COMMENT ON TABLE phase_window IS
    'When a phase of a round opened, its deadline, and when it closed. Before opening: the plan.';

CREATE TABLE phase_change (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    phase        varchar(20) NOT NULL,
    kind         varchar(10) NOT NULL,
    at           timestamptz NOT NULL,
    by           integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    reason       text NOT NULL DEFAULT '',
    old_deadline timestamptz,
    new_deadline timestamptz,
    CONSTRAINT phase_known CHECK (phase IN ('inzenden', 'groeperen', 'beoordelen', 'voorselectie',
        'uitwerken', 'stemmen', 'uitslag', 'overname')),
    CONSTRAINT kind_known CHECK (kind IN ('open', 'extend', 'close', 'lapsed'))
);
COMMENT ON TABLE phase_change IS
    'One step in the course of a round: `kind` is open, extend, close or lapsed (the deadline passed).';
CREATE INDEX phase_change_round ON phase_change (round);
CREATE INDEX phase_change_by ON phase_change (by);
"""
