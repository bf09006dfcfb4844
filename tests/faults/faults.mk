# Kills a platform under load at random and proves that nothing was lost. Included by the Makefile.
# FAULTS_SECONDS=300 for longer; FAULTS_SEED=7 repeats the kills of a run.

.PHONY: test-faults

FAULTS_SECONDS ?= 60

test-faults: $(VENV)/.dev
	$(call say,在负载下随机杀进程（$(FAULTS_SECONDS) 秒），再逐项证明)
	@$(PYTHON) tests/faults/storm.py --seconds $(FAULTS_SECONDS) --seed "$(FAULTS_SEED)"
