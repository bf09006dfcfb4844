"""主体: units, people, organisations, and the accounts they act with."""
