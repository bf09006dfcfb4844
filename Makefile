# `make run` starts the platform, `make test` runs everything CI runs; both install what they need.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test test-model lint format types lock assets docs wheel clean chromium

VENV := .venv
PYTHON := $(VENV)/bin/python
CHECKED := src tests bench docs/generate.py requirements/metadata_hook.py
ASSET_SOURCES := package.json $(shell find web-assets -type f 2>/dev/null)

# uv does not read pip's configuration: a mirror that is set there is passed on.
INDEX = $$($(PYTHON) -m pip config get global.index-url 2>/dev/null | sed 's/^/--default-index=/')
INSTALL = $(PYTHON) -m uv pip install --quiet --python $(PYTHON) $(INDEX)
COMPILE = cd requirements && ../$(PYTHON) -m uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	$(subst $(PYTHON),../$(PYTHON),$(INDEX))
say = @echo "→ $(1)"

help:
	@echo "make run      启动平台（端口 8000，换端口：make run PORT=8001）"
	@echo "make test     安装测试所需的一切，运行全部检查和测试"
	@echo "make lint     ruff 和导入约定；make types  mypy；make format  整理格式"
	@echo "make assets   构建前端资源；make wheel  打包；make lock  更新锁定的版本"
	@echo "make test-model 办件状态模型（十万条以上的命令）；make test-faults 随机杀进程"
	@echo "make bench-kernel 与下限和同类并排测速；make bench-scale 一百万办件（QUICK=1 两分钟内）"
	@echo "make bench-catalogue 检查城市包、判定条件有多快，与同类表达式引擎并排（QUICK=1 一分钟内）"
	@echo "make bench-search 检索测量（召回率、毫秒）；make tune-search 只用调校的一半用语调权重"
	@echo "make docs     由代码重写 docs/reference（权限、事件）"
	@echo "make clean    删除一切可以重新生成的文件（数据在 .yimen，不删）"

# -- what people use -----------------------------------------------------------------------------

# Bound to make's own life: a killed `make run` takes the platform with it.
run: $(VENV)/.runtime node_modules/.built
	@exec $(PYTHON) -I -S src/yimen/kernel/postgres/tied.py $$PPID 15 $(PYTHON) -m yimen.cli up

# A minute and a half of killed processes: `make test-faults` runs it, and longer ones.
STORM := tests/faults/test_faults.py::test_one_kill_of_each_kind_loses_nothing

test: chromium $(VENV)/.dev node_modules/.built lint types
	$(call say,数据库迁移是否齐全)
	@$(PYTHON) -m yimen.cli manage makemigrations --check --dry-run
	$(call say,测试)
	@$(PYTHON) -m pytest -n $(or $(WORKERS),2) --deselect $(STORM)

# At least 100,000 commands against the reference model of a case; minutes to an hour.
test-model: $(VENV)/.dev
	$(call say,办件状态模型)
	@YIMEN_MODEL_COMMANDS=$(or $(COMMANDS),100000) $(PYTHON) -m pytest tests/model -q -s

lint: $(VENV)/.dev
	$(call say,代码检查)
	@$(PYTHON) -m ruff check $(CHECKED)
	@$(PYTHON) -m ruff format --check $(CHECKED)
	$(call say,导入约定)
	@$(VENV)/bin/lint-imports

types: $(VENV)/.dev
	$(call say,类型检查)
	@$(PYTHON) -m mypy

format: $(VENV)/.dev
	@$(PYTHON) -m ruff check --fix $(CHECKED)
	@$(PYTHON) -m ruff format $(CHECKED)

assets: node_modules/.built

docs: $(VENV)/.runtime
	$(call say,参考文档)
	@$(PYTHON) docs/generate.py

wheel: $(VENV)/.made node_modules/.built
	$(call say,打包)
	@rm -rf dist
	@$(PYTHON) -m hatchling build -t wheel
	@ls -l dist/*.whl

lock: $(VENV)/.made
	$(call say,锁定 Python 依赖)
	@$(COMPILE) runtime.in -o runtime.txt
	@$(COMPILE) dev.in -o dev.txt
	@$(COMPILE) bootstrap.in -o bootstrap.txt
	$(call say,锁定前端依赖)
	@npm install --package-lock-only --ignore-scripts
	@$(PYTHON) requirements/strip_funding.py package-lock.json

clean:
	@rm -rf $(VENV) node_modules dist src/yimen/web/static/built
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# -- Python: an environment with exactly the locked packages; stamps say what is done ------------

$(VENV)/.made: requirements/bootstrap.txt
	@for python in $${YIMEN_PYTHON:-python3 python3.13 python3.12 python3.11}; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "需要 Python 3.11 以上。Debian/Ubuntu：apt-get install python3 python3-venv；" >&2; \
		echo "装在别处的用 YIMEN_PYTHON=/路径/python3 make … 指定。" >&2; exit 1; \
	fi; \
	echo "→ 建立 Python 环境（$$("$$found" --version)）"; \
	"$$found" -m venv $(VENV) || { \
		echo "不能建立 Python 环境。Debian/Ubuntu：apt-get install python3-venv" >&2; \
		rm -rf $(VENV); exit 1; }
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements/bootstrap.txt
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml requirements/metadata_hook.py $(VENV)/.made
	$(call say,安装运行所需的包)
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(call say,安装测试所需的包)
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

# -- the front end -------------------------------------------------------------------------------

node_modules/.installed: package-lock.json
	@major=$$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/'); \
	if [ "$${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then \
		echo "需要 Node.js 20 以上和 npm（现在：$$(node --version 2>/dev/null || echo 没有安装)）。" >&2; \
		echo "Ubuntu 24.10 以上、Debian 13：apt-get install nodejs npm；其他系统见 https://nodejs.org" >&2; \
		exit 1; \
	fi
	$(call say,安装前端依赖)
	@npm ci --ignore-scripts --no-fund --no-audit --no-update-notifier --loglevel=error
	@touch $@

node_modules/.built: node_modules/.installed $(ASSET_SOURCES)
	$(call say,构建前端资源)
	@npm run --silent build
	@touch $@

# -- the browser of the tests --------------------------------------------------------------------

chromium:
	@found() { command -v chromium || command -v chromium-browser || command -v google-chrome; }; \
	if found >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "→ 安装 Chromium"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
	fi; \
	if ! found >/dev/null; then \
		echo "浏览器测试需要 Chromium，而这里没有。请安装后重试：" >&2; \
		echo "  Debian：sudo apt-get install chromium；Ubuntu：sudo snap install chromium" >&2; \
		exit 1; \
	fi

-include bench/bench.mk
-include tests/faults/faults.mk
