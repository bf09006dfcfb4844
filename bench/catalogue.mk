# What is measured, and how: bench/README.md. Included by bench.mk.

.PHONY: bench-catalogue lock-bench-expressions

EXPRESSIONS := .bench/expressions

bench-catalogue: $(VENV)/.dev $(EXPRESSIONS)/.installed
	@$(PYTHON) -m bench.catalogue --peers $(EXPRESSIONS)/bin/python $(if $(QUICK),--quick)

$(EXPRESSIONS)/.installed: bench/requirements-expressions.txt $(VENV)/.made
	$(call say,安装对照的表达式引擎)
	@rm -rf $(EXPRESSIONS)
	@$(PYTHON) -m uv venv --quiet --no-python-downloads --python $(PYTHON) $(EXPRESSIONS)
	@$(PYTHON) -m uv pip install --quiet --python $(EXPRESSIONS)/bin/python $(INDEX) \
		--require-hashes -r bench/requirements-expressions.txt
	@touch $@

lock: lock-bench-expressions

lock-bench-expressions: $(VENV)/.made
	$(call say,锁定对照的表达式引擎)
	@$(COMPILE) ../bench/requirements-expressions.in -o ../bench/requirements-expressions.txt
