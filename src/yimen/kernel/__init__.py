"""内核: what every context stands on, without a single noun of public service."""
