"""编辑规则: definitions edited as the YAML text they are, by forms, without loss."""
