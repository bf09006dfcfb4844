"""材料与证照: files, certificates and the proofs on them."""
