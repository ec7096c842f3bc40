"""One theme: where municipalities take the lead together."""
