"""Persons, how they prove who they are, the roles they hold from a date to a date, and their sessions."""

SQL = """
CREATE TABLE person (
    id           serial PRIMARY KEY,
    name         varchar(120) NOT NULL,
    email        varchar(254) UNIQUE,
    persona      varchar(40) UNIQUE,
    description  text NOT NULL DEFAULT '',
    active       boolean NOT NULL DEFAULT true,
    created_at   timestamptz NOT NULL,
    erased_at    timestamptz,
    signed_in_at timestamptz,
    warned_at    timestamptz,
    CONSTRAINT erased_without_address CHECK (erased_at IS NULL OR email IS NULL AND NOT active)
);
COMMENT ON TABLE person IS
    'Who signs in. After erasure the row stays, without name or address, so that totals do not change.';

CREATE TABLE role_grant (
    id           serial PRIMARY KEY,
    person       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    role         varchar(30) NOT NULL,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    partnership  integer REFERENCES partnership ON DELETE RESTRICT ON UPDATE CASCADE,
    starts       date NOT NULL,
    ends         date,
    granted_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    granted_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    revoked_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    reviewed_at  timestamptz,
    reviewed_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    reason       text NOT NULL DEFAULT '',
    CONSTRAINT role_known CHECK (role IN ('ambtenaar', 'beoordelaar', 'stemgemachtigde',
        'kringvertegenwoordiger', 'gemeentebeheerder', 'vng-regisseur', 'beheerder', 'leverancier')),
    CONSTRAINT starts_before_ends CHECK (ends >= starts)
);
COMMENT ON TABLE role_grant IS
    '`role` for a person, over a municipality or a partnership (or the country), within dates.';
CREATE INDEX role_grant_person ON role_grant (person);
CREATE INDEX role_grant_municipality ON role_grant (municipality);
CREATE INDEX role_grant_partnership ON role_grant (partnership);
CREATE INDEX role_grant_granted_by ON role_grant (granted_by);
CREATE INDEX role_grant_revoked_by ON role_grant (revoked_by);
CREATE INDEX role_grant_reviewed_by ON role_grant (reviewed_by);

CREATE TABLE session (
    id               serial PRIMARY KEY,
    secret_digest    bytea NOT NULL UNIQUE,
    person           integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality     integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at       timestamptz NOT NULL,
    seen_at          timestamptz NOT NULL,
    ended_at         timestamptz,
    device           varchar(200) NOT NULL DEFAULT '',
    means            varchar(20) NOT NULL DEFAULT 'persona',
    factor_at        timestamptz,
    provider         varchar(40),
    provider_session varchar(255),
    id_token         bytea,
    CONSTRAINT means_known CHECK (means IN ('persona', 'inlogdienst', 'inloglink', 'uitnodiging'))
);
COMMENT ON TABLE session IS
    'One signed-in browser. Only the digest of its secret is kept; `municipality` is the one acted for.';
CREATE INDEX session_person ON session (person);
CREATE INDEX session_municipality ON session (municipality);

CREATE TABLE identity (
    id         serial PRIMARY KEY,
    person     integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    provider   varchar(40) NOT NULL,
    issuer     varchar(255) NOT NULL,
    subject    varchar(600) NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz NOT NULL,
    CONSTRAINT identity_once UNIQUE (issuer, subject)
);
COMMENT ON TABLE identity IS
    'A person at an identity provider: known by issuer and subject, never by mail address.';
CREATE INDEX identity_person ON identity (person);

CREATE TABLE sign_in_attempt (
    id             serial PRIMARY KEY,
    state_digest   bytea NOT NULL UNIQUE,
    browser_digest bytea NOT NULL,
    provider       varchar(40) NOT NULL,
    nonce          varchar(100) NOT NULL,
    verifier       varchar(150) NOT NULL,
    redirect_uri   varchar(500) NOT NULL,
    after          varchar(500) NOT NULL,
    created_at     timestamptz NOT NULL,
    used_at        timestamptz
);
COMMENT ON TABLE sign_in_attempt IS
    'A sign-in under way at a provider; found by the digest of `state`, and only from the same browser.';

CREATE TABLE logout_seen (
    id       serial PRIMARY KEY,
    issuer   varchar(255) NOT NULL,
    token_id varchar(255) NOT NULL,
    at       timestamptz NOT NULL,
    CONSTRAINT logout_once UNIQUE (issuer, token_id)
);
COMMENT ON TABLE logout_seen IS
    'A back-channel logout token that was carried out; it is not carried out twice.';

CREATE TABLE allowed_domain (
    id           serial PRIMARY KEY,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    domain       varchar(120) NOT NULL UNIQUE,
    added_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    added_at     timestamptz NOT NULL
);
COMMENT ON TABLE allowed_domain IS
    'A mail domain whose addresses may sign in by link or be invited for a municipality (NULL: VNG).';
CREATE INDEX allowed_domain_municipality ON allowed_domain (municipality);
CREATE INDEX allowed_domain_added_by ON allowed_domain (added_by);

CREATE TABLE sign_in_link (
    id             serial PRIMARY KEY,
    secret_digest  bytea NOT NULL UNIQUE,
    browser_digest bytea NOT NULL,
    person         integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    after          varchar(500) NOT NULL,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    CONSTRAINT expires_later CHECK (expires_at >= created_at)
);
COMMENT ON TABLE sign_in_link IS
    'A link by mail: only its digest is kept; it works once, for a short while, in the browser that '
    'asked.';
CREATE INDEX sign_in_link_person ON sign_in_link (person);

CREATE TABLE colleague_invitation (
    id            serial PRIMARY KEY,
    secret_digest bytea NOT NULL UNIQUE,
    email         varchar(254),
    name          varchar(120),
    role          varchar(30) NOT NULL,
    municipality  integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    invited_by    integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    accepted_at   timestamptz,
    accepted_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    withdrawn_at  timestamptz,
    CONSTRAINT role_known CHECK (role IN ('ambtenaar', 'beoordelaar', 'stemgemachtigde',
        'kringvertegenwoordiger', 'gemeentebeheerder', 'vng-regisseur', 'beheerder', 'leverancier')),
    CONSTRAINT expires_later CHECK (expires_at >= created_at),
    CONSTRAINT accepted_by_somebody CHECK (accepted_by IS NULL OR accepted_at IS NOT NULL)
);
COMMENT ON TABLE colleague_invitation IS
    'An administrator of a municipality asks a colleague in, with a role.';
CREATE INDEX colleague_invitation_municipality ON colleague_invitation (municipality);
CREATE INDEX colleague_invitation_invited_by ON colleague_invitation (invited_by);
CREATE INDEX colleague_invitation_accepted_by ON colleague_invitation (accepted_by);

CREATE TABLE second_factor (
    id            serial PRIMARY KEY,
    person        integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    sealed_secret bytea NOT NULL,
    last_step     bigint,
    created_at    timestamptz NOT NULL,
    confirmed_at  timestamptz
);
COMMENT ON TABLE second_factor IS
    'The app that makes codes for a person. `sealed_secret` is encrypted with a key of the '
    'installation.';

CREATE TABLE recovery_code (
    id          serial PRIMARY KEY,
    person      integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    code_digest bytea NOT NULL,
    used_at     timestamptz,
    CONSTRAINT recovery_code_once UNIQUE (person, code_digest)
);
COMMENT ON TABLE recovery_code IS
    'A code on paper for who lost the app.';

CREATE TABLE known_browser (
    id            serial PRIMARY KEY,
    person        integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    secret_digest bytea NOT NULL UNIQUE,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz NOT NULL
);
COMMENT ON TABLE known_browser IS
    'A browser in which this person signed in before: it keeps its own allowance of tries.';
CREATE INDEX known_browser_person ON known_browser (person);

CREATE TABLE api_token (
    id           serial PRIMARY KEY,
    person       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    name         varchar(80) NOT NULL,
    scopes       varchar(120) NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz,
    used_at      timestamptz,
    CONSTRAINT expires_later CHECK (expires_at >= created_at)
);
COMMENT ON TABLE api_token IS
    'A token for a program; the token itself is not kept, its number stands inside it.';
CREATE INDEX api_token_person ON api_token (person);
CREATE INDEX api_token_municipality ON api_token (municipality);

-- A role until further notice is given once.
CREATE UNIQUE INDEX role_grant_present ON role_grant (person, role, municipality, partnership) NULLS NOT DISTINCT
    WHERE revoked_at IS NULL AND ends IS NULL;

-- The mail domains of a municipality: that of its own site (which stands at www.stad.nl, its mail at stad.nl), and
-- those that the administrator added.
CREATE VIEW mail_domain AS
SELECT municipality, domain FROM allowed_domain
UNION
SELECT id, regexp_replace(lower(domain), '^www\\.', '')::varchar(120) FROM municipality
 WHERE domain IS NOT NULL AND ended IS NULL;
"""
