# Every target sets up what it needs by itself: Python 3.11+ and make are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
GENERATE := $(BIN)/modelarts-generator
WORKERS ?= 2
SEED ?= 20251101
FUZZ_EXAMPLES ?= 50
PORT ?= 8765
PYTEST ?=
ROWS ?=
VERSION := $(shell sed -n 's/^  version: //p' spec/openapi.yaml)

.DEFAULT_GOAL := help
.PHONY: help install generate check lint typecheck test test-site fuzz site serve bench golden publish interop interop-docs lock clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The description's version is also that of the generator and the emulator: with a new one they are installed again.
$(VENV)/.version-$(VERSION):
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@rm -f $(VENV)/.version-*
	@touch $@

# What the pipeline needs: a small environment, ready in seconds.
$(VENV)/.generate: requirements/generate.txt generator/pyproject.toml $(VENV)/.version-$(VERSION)
	$(PIP) install --quiet --require-hashes -r requirements/generate.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e generator
	@touch $@

# What everything else needs: tests, linters, the emulator and the SDK.
$(VENV)/.dev: $(VENV)/.generate requirements/dev.txt emulator/pyproject.toml generated/python/pyproject.toml
	$(PIP) install --quiet --require-hashes -r requirements/dev.txt
	$(PIP) install --quiet --no-deps --no-build-isolation -e emulator -e generated/python
	@touch $@

install: $(VENV)/.dev ## Set up the environment with everything in it.

generate: $(VENV)/.generate ## Run the whole pipeline: spec/ to generated/.
	$(GENERATE) generate --spec spec/openapi.yaml --out generated

check: $(VENV)/.generate ## Fail, with a diff, where generated/ is not what the pipeline makes.
	$(GENERATE) check --spec spec/openapi.yaml --out generated

lint: $(VENV)/.dev ## Lint the description and the code, and check the types.
	$(GENERATE) lint --spec spec/openapi.yaml
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory typecheck

typecheck: $(VENV)/.dev ## Check the types of handwritten and generated code (mypy and pyright, strict).
	$(BIN)/mypy -p modelarts_generator -p modelarts_emulator -p modelarts_client
	$(BIN)/mypy tests benchmarks publishing interop
	$(BIN)/pyright --project pyproject.toml

test: $(VENV)/.dev ## Run all tests but those of `make fuzz` and `make test-site`; PYTEST="-k word" takes some of them.
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup -m "not fuzz and not browser" $(PYTEST)

test-site: $(VENV)/.dev ## Test the reference site in a browser (Chromium); screenshots are left in build/screenshots/.
	$(BIN)/pytest -n $(WORKERS) -m browser tests/site $(PYTEST)

fuzz: $(VENV)/.dev ## Run the contract tests at length, with a fixed seed and a JUnit report.
	@echo "seed $(SEED)"
	@mkdir -p build
	FUZZ_SEED=$(SEED) FUZZ_EXAMPLES=$(FUZZ_EXAMPLES) $(BIN)/pytest -n $(WORKERS) tests/contract --junitxml build/fuzz.xml
	@grep -o 'name="cases" value="[0-9]*"' build/fuzz.xml | tr -dc '0-9\n' | awk '{n += $$1} END {print n " cases, seed $(SEED)"}'

site: $(VENV)/.generate ## Build the reference site into build/site/; `make serve` serves it then.
	$(GENERATE) generate --spec spec/openapi.yaml --target site --out build

serve: $(VENV)/.dev ## Start the emulator on port $(PORT) with authentication off.
	$(BIN)/modelarts-emulator serve --port $(PORT) --auth off $(if $(wildcard build/site/index.html),--site build/site)

bench: $(VENV)/.dev ## Measure speed and memory against their budgets.
	$(BIN)/python -m benchmarks

publish: $(VENV)/.dev ## Build all that is published from this commit into dist/.
	$(BIN)/python -m publishing

interop: $(VENV)/.dev ## Use the published description with other people's tools; ROWS=prism,redocly takes some of them.
	$(BIN)/python -m interop $(if $(ROWS),--rows $(ROWS))

interop-docs: $(VENV)/.dev ## The same, and write docs/interop.md if all is as it should be.
	$(BIN)/python -m interop --write

golden: $(VENV)/.dev ## Rewrite the expected trees of the golden tests.
	$(BIN)/python -m tests.golden.update

lock: $(VENV)/.dev ## Pin the requirements again, with hashes and without an index address.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links --generate-hashes requirements/dev.in -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links --generate-hashes -c requirements/dev.txt requirements/generate.in -o requirements/generate.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url --no-emit-find-links --generate-hashes requirements/interop.in -o requirements/interop.txt
	cd interop && npm install --package-lock-only --no-progress

clean: ## Remove the environment, caches and build results.
	rm -rf $(VENV) .cache build dist interop/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
