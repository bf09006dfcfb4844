# What is measured, and how: bench/README.md. Included by the Makefile, whose variables it uses.

.PHONY: bench-kernel lock-bench

BAMBOO := .bench/bamboo
# VARIANTS=floor_a,yimen runs only these; then bamboo's environment is made only if it is named.
BAMBOO_READY = $(if $(VARIANTS),$(if $(findstring bamboo,$(VARIANTS)),$(BAMBOO)/.installed),$(BAMBOO)/.installed)

bench-kernel: $(VENV)/.dev $(BAMBOO_READY)
	@$(PYTHON) -m bench.kernel $(if $(QUICK),--quick) $(if $(VARIANTS),--variants "$(VARIANTS)")

$(BAMBOO)/.installed: bench/requirements-bamboo.txt $(VENV)/.made
	$(call say,安装对照引擎 bamboo 的环境)
	@rm -rf $(BAMBOO)
	@$(PYTHON) -m uv venv --quiet --no-python-downloads --python 3.11 $(BAMBOO) || { \
		echo "bamboo 只支持 Python 3.11，请先安装；不测它：make bench-kernel VARIANTS=floor_a,yimen" >&2; \
		exit 1; }
	@$(PYTHON) -m uv pip install --quiet --python $(BAMBOO)/bin/python $(INDEX) \
		--require-hashes -r bench/requirements-bamboo.txt
	@touch $@

lock: lock-bench

lock-bench: $(VENV)/.made
	$(call say,锁定对照引擎的依赖)
	@$(COMPILE) ../bench/requirements-bamboo.in -o ../bench/requirements-bamboo.txt

include bench/catalogue.mk
include bench/scale.mk
include bench/search/search.mk
