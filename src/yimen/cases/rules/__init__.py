"""办件规则: states, permissions and decisions about cases; no database, no clock."""
