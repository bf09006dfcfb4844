# What is measured, and how: bench/README.md. Included by bench.mk.

.PHONY: bench-scale

bench-scale: $(VENV)/.dev
	@$(PYTHON) -m bench.scale $(if $(QUICK),--quick)
