# Innovatie. Two commands matter: `make demo` and `make test`. Both do all their own set-up.

# The first Python that is new enough; `make demo PYTHON=...` names another one.
PYTHON := $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	env -u PYTHONHOME -u PYTHONPATH $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && break; \
	done)
BIN := .venv/bin
# Where the machine has no Node.js, the one of a wheel stands in the environment.
WITH_BIN = PATH="$(CURDIR)/$(BIN):$$PATH"
DATA ?= .innovatie
PORT ?= 8000
# Tests run on all processors, each module on one of them; ARGS="--order-seed random" draws an order and tells it.
# xdist would put the modules with the most tests first, and so leave those with one long test to the end: tests/order.py.
PARALLEL := -n auto --maxprocesses 8 --dist loadscope --no-loadscope-reorder --hypothesis-profile ci
# Arguments for pytest, such as ARGS="tests/domain -k ties".
ARGS ?=

# Python keeps what it compiled, tests too, also where a container says otherwise: the next run need not compile it again.
unexport PYTHONDONTWRITEBYTECODE
# And it imports nothing of another project.
unexport PYTHONPATH PYTHONHOME

.PHONY: help demo test dev watch format migration shell mutants proofs operate check security benchmark texts lock audit set-up-demo set-up-test \
	python clean
.DEFAULT_GOAL := help

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: set-up-demo ## Start Innovatie with example data (PORT=8000, DATA=.innovatie)
	@exec $(BIN)/innovatie demo --port $(PORT) --data $(DATA)

test: set-up-test check ## Linters, types, import rules, unit and integration tests, journeys in a real browser
	@$(WITH_BIN) $(BIN)/python -m pytest $(PARALLEL) $(ARGS)

watch: set-up-test ## Test what was changed, each time that a file is saved
	@$(WITH_BIN) $(BIN)/python scripts/watch.py

mutants: set-up-test ## Change one thing in a rule of the domain: do its tests notice? RULES="ties winners" for some
	@$(BIN)/python scripts/mutants.py $(RULES)

dev: set-up-test ## The demo for who changes it: reloads what you save, mail on http://127.0.0.1:8001
	@$(WITH_BIN) $(BIN)/python scripts/dev.py $(PORT) $(DATA)

format: set-up-test ## Put code in the form that `make check` asks for
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

migration: set-up-test ## A new, empty migration (NAME=ratings)
	@$(BIN)/python scripts/migration.py $(NAME)

shell: set-up-demo ## Python with the database of the running demo
	@$(BIN)/python scripts/shell.py

proofs: set-up-test ## The long proofs: the crawl of every page as everybody (axe, valid HTML, keyboard), long backtests, many examples of each rule
	@$(PYTHON) scripts/locked.py .venv-oracles requirements/oracles.txt
	@$(WITH_BIN) $(BIN)/python -m pytest -m slow $(ARGS)
	@$(BIN)/python -m pytest tests/domain tests/voting tests/review --hypothesis-profile proofs $(ARGS)

operate: set-up-test ## Real servers that are killed, cut off and taken over: acknowledged against found, as JSON
	@$(WITH_BIN) $(BIN)/python -m pytest tests/operate -m operate $(ARGS)

check: set-up-test ## The quick part: linters, types, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy scripts/set_up.py scripts/locked.py scripts/lock.py scripts/browser_files.py scripts/texts.py \
		scripts/mutants.py scripts/watch.py
	@$(BIN)/lint-imports

security: set-up-test ## Software bill of materials, licences of files, security tests, Wapiti against the running site
	@mkdir -p build
	@$(BIN)/cyclonedx-py requirements requirements/run.txt --output-format JSON --output-file build/sbom.json
	@$(WITH_BIN) INNOVATIE_WRONG_SIGN_INS=10000 $(BIN)/python -m pytest tests/house/test_open_source.py tests/security tests/accounts \
		tests/api $(ARGS)
	@$(BIN)/python scripts/wapiti.py

texts: set-up-test ## Collect the texts for readers; lists what is not translated in locale/
	@$(BIN)/python scripts/texts.py

lock: set-up-test ## Write the hashed locks anew: the newest versions that pyproject.toml and package.json allow
	@$(PYTHON) scripts/lock.py

audit: set-up-test ## Known vulnerabilities in what the locks name (asks the advisory service)
	@$(PYTHON) scripts/lock.py audit

benchmark: set-up-test ## Every figure of the README, as JSON; ARGS="voting start" for some of them
	@$(BIN)/python -m benchmarks $(ARGS)

set-up-demo: python
	@$(PYTHON) scripts/set_up.py demo

set-up-test: python
	@$(PYTHON) scripts/set_up.py test

python:
	@test -n "$(PYTHON)" || { echo "Innovatie heeft Python 3.11, 3.12 of 3.13 nodig; die staat niet op deze machine." >&2; exit 1; }

clean: ## Remove what set-up and tests made; the demo's data stays
	rm -rf .venv .venv-generator .venv-oracles node_modules static/vendor build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
