"""Mail on its way, messages to people, and what each wants to hear."""

SQL = """
CREATE TABLE queued_mail (
    id          serial PRIMARY KEY,
    message_id  varchar(120) NOT NULL UNIQUE,
    person      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    address     varchar(254),
    kind        varchar(40) NOT NULL,
    details     jsonb,
    state       varchar(12) NOT NULL DEFAULT 'wacht',
    attempts    integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL,
    not_before  timestamptz NOT NULL,
    claimed_at  timestamptz,
    finished_at timestamptz,
    reply       varchar(300) NOT NULL DEFAULT '',
    CONSTRAINT state_known CHECK (state IN ('wacht', 'bezig', 'onderweg', 'verzonden', 'geweigerd',
        'onzeker', 'ingetrokken')),
    CONSTRAINT attempts_not_negative CHECK (attempts >= 0)
);
COMMENT ON TABLE queued_mail IS
    'One mail to one address, written in the transaction of what causes it. `state`: wacht, bezig '
    '(picked up, the text certainly not sent), onderweg (the text may have been sent), verzonden, '
    'geweigerd, onzeker (the line broke in `onderweg`; never sent again by itself), ingetrokken. '
    '`address` and `details` are emptied when the retention of mail ends; `details` at once after sending '
    'when they hold a link to sign in with.';
CREATE INDEX queued_mail_person ON queued_mail (person);
CREATE INDEX queued_mail_kind ON queued_mail (kind);
CREATE INDEX queued_mail_state ON queued_mail (state);

CREATE TABLE notice (
    id         serial PRIMARY KEY,
    person     integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    kind       varchar(40) NOT NULL,
    subject    varchar(200) NOT NULL,
    body       text NOT NULL DEFAULT '',
    path       varchar(300) NOT NULL,
    once_key   varchar(120) NOT NULL,
    created_at timestamptz NOT NULL,
    read_at    timestamptz,
    mailed_at  timestamptz,
    CONSTRAINT told_once UNIQUE (person, once_key),
    CONSTRAINT kind_known CHECK (kind IN ('gevraagd', 'gevolgd', 'ronde', 'brief', 'zoeken'))
);
COMMENT ON TABLE notice IS
    'Something a person may want to know, once. `mailed_at` is set when it went out, alone or in a '
    'digest.';

CREATE TABLE mail_preference (
    id         serial PRIMARY KEY,
    person     integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    kind       varchar(40) NOT NULL,
    choice     varchar(10) NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT preference_once UNIQUE (person, kind),
    CONSTRAINT kind_known CHECK (kind IN ('gevraagd', 'gevolgd', 'ronde', 'brief', 'zoeken')),
    CONSTRAINT choice_known CHECK (choice IN ('direct', 'dagelijks', 'niet'))
);
COMMENT ON TABLE mail_preference IS
    'How a person wants to hear of a kind of message: direct, dagelijks or niet.';

CREATE TABLE bulk_mail (
    id           serial PRIMARY KEY,
    author       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    audience     varchar(40) NOT NULL,
    subject      varchar(200) NOT NULL,
    body         text NOT NULL,
    created_at   timestamptz NOT NULL,
    previewed_at timestamptz,
    sent_at      timestamptz,
    recipients   integer,
    CONSTRAINT recipients_not_negative CHECK (recipients >= 0),
    CONSTRAINT looked_at_before_sent CHECK (previewed_at >= created_at AND sent_at >= previewed_at)
);
COMMENT ON TABLE bulk_mail IS
    'A letter of VNG to many: written, looked at, and only then sent.';
CREATE INDEX bulk_mail_author ON bulk_mail (author);
"""
