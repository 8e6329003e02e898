# Every target except setup, help and clean requires that `make setup` was run once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
RUN := . .ansible/env &&
PYTHON_VERSION = $(shell .venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

.PHONY: help setup demo test unit brokers lint format docs changelog build sanity integration scenarios molecule \
  matrix compat bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
setup: ## install what is missing on this machine (Debian 12 or 13; root or sudo); safe to repeat
	@scripts/setup
demo: setup ## migrate a live Kafka cluster to another one, both on this machine, and check that nothing was lost
	@scripts/demo
test: setup ## run every check except the matrix; CHECKS="name ..." for some, such as lint or integration/role_kafka
	@scripts/check $(CHECKS)
unit: ## run the unit tests (seconds, no broker), without those that take seconds each
	@$(RUN) pytest -q -n2 --dist worksteal -m "not slow" tests/unit
brokers: ## test what the modules report of real brokers; VERSIONS="2.3.1 ..." for other versions of Kafka
	@$(RUN) $(if $(VERSIONS),BROKER_VERSIONS="$(VERSIONS)") pytest -q tests/brokers
lint: ## check the sources: ruff, mypy, length of lines, shellcheck, ansible-lint
	@scripts/check lines ruff format mypy shellcheck lint
format: ## format the Python sources
	@$(RUN) ruff format
docs: ## check the documentation of plugins and roles
	@$(RUN) antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs self .
changelog: ## check changelogs/
	@$(RUN) antsibull-changelog lint
build: ## build the collection's tarball in .ansible/dist and check its content
	@$(RUN) scripts/build
sanity: ## run ansible-test sanity, with nothing ignored
	@$(RUN) scripts/ansible-test sanity --venv --python $(PYTHON_VERSION) --color no
integration: ## run the integration tests on real brokers and a real Neutron; TARGETS="name ..." for some
	@scripts/integration $(TARGETS)
scenarios: ## run migrations that are killed, hang, or leave their history behind; SCENARIOS="name ..." for some
	@scripts/check $(or $(SCENARIOS:%=scenarios/%),scenarios)
molecule: setup ## try the roles on Debian 12 and 13 with systemd, in containers; SCENARIOS="name ..." for some
	@scripts/molecule $(SCENARIOS)
matrix: setup ## run the checks that are too wide for test; ONLY="compat/2.17 ..." for some
	@scripts/matrix $(ONLY)
compat: setup ## run that part of the matrix which tries each supported ansible-core
	@scripts/matrix compat
bench: setup ## compare this collection's speed with that of other ways to do the same
	@scripts/setup-cloud
	@scripts/setup-rivals
	@$(RUN) ZIP_CODE_CACHE=off PYTHONPATH="$(CURDIR)/tests/kafka:$(CURDIR)/tests/openstack:$$PYTHONPATH" \
	  python benchmarks/run.py
clean: ## remove what setup and tests made in this folder (the cache in your home folder is kept)
	rm -rf .ansible .venv .hypothesis .pytest_cache tests/output
