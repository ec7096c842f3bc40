"""Looking after the running site: which jobs failed, when each step of the night last went well."""
