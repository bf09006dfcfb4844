# What is measured, and how: bench/README.md. Included by bench.mk.

.PHONY: bench-search tune-search

# Both halves of the sentences, as JSON lines. MISSED=1 names what the tuning half missed.
bench-search: $(VENV)/.dev
	@$(PYTHON) -m bench.search $(if $(MISSED),--missed)

# Reads the tuning half alone; prints the settings that find it best.
tune-search: $(VENV)/.dev
	@$(PYTHON) -m bench.search.tuning
