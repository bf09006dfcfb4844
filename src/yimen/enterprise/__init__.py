"""企业: the register of companies: names, credit codes, start-up."""
