"""Rate limits: one row per bucket. Unlogged: fast, and empty after a crash, which only makes it milder for a moment."""

SQL = """
CREATE UNLOGGED TABLE rate_bucket (
    key       bytea PRIMARY KEY,
    tokens    double precision NOT NULL,
    filled_at timestamptz NOT NULL
);
CREATE INDEX rate_bucket_filled ON rate_bucket (filled_at);
"""
