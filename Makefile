# Wenjiu: `make run` sets everything up and serves on http://127.0.0.1:8000/ (PORT=8080 make run for another port).
# What each target needs is only Python 3.11+ and make; docs/operations/running.md tells the rest.
.PHONY: help run setup quick test check campaign lock clean
.DEFAULT_GOAL := help

export PYTHONUTF8 = 1
# Python keeps what it compiled, or each of some hundred processes of the tests compiles it again.
unexport PYTHONDONTWRITEBYTECODE
python := .venv/bin/python
# One process more than there are cores, four at most: some wait for a browser, a database or a command that they started.
workers = $$(n=$$(($$(getconf _NPROCESSORS_ONLN) + 1)); echo $$((n > 4 ? 4 : n)))
# Standards, rules, policies and what compiles rules to columns. What is left out here starts Django or other processes.
quick := tests/standards tests/rules tests/policies tests/screening/test_columns.py tests/screening/test_dates_and_months.py \
	tests/screening/test_filters.py tests/screening/conformance/test_random_measures.py

help: ## list the targets
	@sed -n 's/^\([a-z]*\): ## /  make \1\t/p' Makefile

run: ## set up what is missing, start database and site, stop both with Ctrl-C
	@sh scripts/setup.sh run
	@PORT='$(PORT)' WENJIU_STOP_WITH_PARENT=1 exec $(python) -m wenjiu.config.launcher run

setup: ## make ./.venv with everything for development, and fetch the web assets
	@sh scripts/setup.sh dev

quick: ## what a change in the pure packages needs, without Django, database or browser (about a minute)
	@test -x $(python) || sh scripts/setup.sh dev
	@begun=$$(date +%s); \
	WENJIU_QUICK=1 WENJIU_ROWS=330 $(python) -m pytest -o addopts= -p no:django --import-mode=importlib -q -W ignore::pytest.PytestConfigWarning \
		--numprocesses=auto --maxprocesses=4 --dist=loadfile --hypothesis-profile=quick $(quick) $(ARGS); \
	ended=$$?; echo "make quick took $$(($$(date +%s) - begun)) s."; exit $$ended

test: ## all kinds of tests in small counts, in a process more than there are cores
	@sh scripts/setup.sh dev
	@$(python) -m pytest --numprocesses=$(workers) --dist=loadfile $(ARGS)

check: ## style, types, import rules, sizes, generated files
	@sh scripts/setup.sh dev
	@$(python) scripts/run_checks.py

campaign: ## the full counts of the figures we state; can be interrupted and continued
	@sh scripts/setup.sh dev
	@$(python) -m pytest tests -m campaign
	@WENJIU_FULL=1 WENJIU_ROWS=10000 $(python) -m pytest --numprocesses=auto --maxprocesses=4 tests/screening/conformance/test_conformance.py
	@WENJIU_CAMPAIGN=1 $(python) -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile tests/cli tests/journeys tests/races/test_caps.py tests/bureau/cases/test_worked_files.py tests/bureau/test_hostile.py tests/screening/test_district_figures.py tests/rosters tests/rules/test_complete_files.py
	@$(python) scripts/kill_drill.py
	@$(python) scripts/kill_bureau.py
	@$(python) scripts/conformance.py --rows 10000000 --resume

lock: ## write requirements/*.txt and package-lock.json anew from pyproject.toml and package.json
	@sh scripts/setup.sh dev
	@$(python) scripts/lock.py

clean: ## remove what set-up and tests made, except the data folder
	rm -rf .venv build node_modules src/wenjiu/web/static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests scripts benchmarks -name __pycache__ -prune -exec rm -rf {} +
