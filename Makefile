# The tasks of this repository; people, hooks and CI call the same ones. Each sets up .venv itself when it is missing or stale.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help setup demo run generate test test-brokers check lint types imports golden docs chaos chaos-short bench brokers fuzz clean

help: ## List the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## Make the virtual environment

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "flowmart needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@echo "setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

demo: $(READY) ## Generate FlowMart, run it, and watch one order go through
	@$(BIN)/flowmart generate
	@$(BIN)/python -m services.demo

run: $(READY) ## Run FlowMart until Ctrl-C
	@$(BIN)/flowmart generate --quiet && $(BIN)/flowmart run

generate: $(READY) ## Write generated/ from catalog/
	@$(BIN)/flowmart generate

test: $(READY) ## Run the tests
	@$(BIN)/python -m pytest -q -m '$(if $(filter 1,$(FLOWMART_REQUIRED_BROKERS)),,not slow_broker and )not chaos'

test-brokers: $(READY) ## Run the tests of the engines, on servers that `make brokers` installed; none may be skipped
	@FLOWMART_REQUIRED_BROKERS=1 $(BIN)/python -m pytest -q --durations=15 tests/runtime/test_transport_*.py tests/runtime/test_postgresql.py tests/runtime/test_order_flow_on_engines.py tests/runtime/test_provisioning*.py tests/runtime/test_process_each.py tests/runtime/test_starting.py

check: lint types imports test ## Everything that CI checks, in its order
	@$(BIN)/flowmart generate --check

lint: $(READY) ## Style of the code
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(READY) ## pyright strict and mypy strict
	@$(BIN)/pyright && $(BIN)/mypy

imports: $(READY) ## The layers of the architecture
	@$(BIN)/lint-imports

golden: $(READY) ## Rewrite the expected output of the cases; review the diff like code
	@FLOWMART_GOLDEN=write $(BIN)/python -m pytest -q tests/test_cases.py tests/generator/test_corpora.py

docs: $(READY) ## Rewrite docs/rules.md from the rules
	@FLOWMART_GOLDEN=write $(BIN)/python -m pytest -q tests/generator/test_rules.py -k page_of_rules

fuzz: $(READY) ## The reader against 20,000 broken inputs (minutes; FLOWMART_FUZZ_SEED varies it)
	@FLOWMART_FUZZ=20000 $(BIN)/python -m pytest -q tests/generator/test_fuzz.py

chaos: $(READY) ## Kill services, gateway and brokers under 3,000 orders, on every engine (hours; ENGINE= and PROFILE= choose)
	@FLOWMART_REQUIRED_BROKERS=1 $(BIN)/python -m tests.chaos $(addprefix --engine ,$(ENGINE)) $(addprefix --profile ,$(PROFILE))

chaos-short: $(READY) ## Every chaos run at 60 orders, and that planted faults are noticed (minutes)
	@FLOWMART_REQUIRED_BROKERS=1 $(BIN)/python -m tests.chaos --short --jobs 2
	@$(BIN)/python -m pytest -q tests/chaos/test_faults.py tests/chaos/test_memory.py

bench: $(READY) ## The benchmarks, with their bars
	@$(BIN)/python benchmarks/generate.py --check
	@$(BIN)/python benchmarks/runtime.py --check
	@$(BIN)/python benchmarks/lint.py --check
	@$(BIN)/python benchmarks/check.py --check
	@$(BIN)/python benchmarks/models.py --check

KAFKA_LIBS ?= $(HOME)/.cache/flowmart/kafka

brokers: ## Install the servers that the tests of the engines start (Debian; Apache Kafka by mvn); quick when they are there
	@.ci/install-brokers $(KAFKA_LIBS)

clean: ## Remove what the tasks made
	@rm -rf .venv .flowmart build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache
