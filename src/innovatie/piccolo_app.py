"""The one Piccolo app: every feature's tables, and the one folder of migrations."""

from importlib.util import find_spec

from piccolo.conf.apps import AppConfig, table_finder

from innovatie.paths import MIGRATIONS

FEATURES = (
    "municipalities",
    "accounts",
    "applications",
    "audit",
    "changes",
    "notifications",
    "search",
    "saved_searches",
    "subscriptions",
    "following",
    "pictures",
    "operations",
    "rounds",
    "ideas",
    "grouping",
    "review",
    "voting",
    "audience",
    "publication",
    "realisation",
    "adoption",
    "agreements",
    "indicators",
    "contact",
    "insight",
)

APP_CONFIG = AppConfig(
    app_name="innovatie",
    migrations_folder_path=str(MIGRATIONS),
    # Each table once: a feature's module also shows the tables of others that its foreign keys point to.
    table_classes=list(
        dict.fromkeys(
            table
            for feature in FEATURES
            if find_spec(f"innovatie.{feature}") and find_spec(f"innovatie.{feature}.tables")
            for table in table_finder(modules=[f"innovatie.{feature}.tables"])
        )
    ),
)
