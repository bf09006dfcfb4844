"""存证日志: every event is a leaf of a Merkle tree (RFC 6962, RFC 9162) that can only grow.

`sealing` appends events and signs checkpoints, `queries` gives receipts and proofs, `audit`
compares events, tree and checkpoints. `tree`, `canonical`, `notes` and `receipts` are pure: a
receipt is checked with them alone, without settings or a database. See ADR 12.
"""
