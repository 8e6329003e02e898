# Every target but setup, help and clean wants `make setup` to have run once.
SHELL := /bin/bash
.DEFAULT_GOAL := help
RUN := . .ansible/env &&
PYTHON_VERSION = $(shell .venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')

.PHONY: help setup demo test unit lint docs changelog build sanity integration scenarios molecule compat bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "%-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
setup: ## install what is missing on this machine (Debian 12 or 13; root or sudo), safe to repeat
	@scripts/setup
demo: setup ## migrate a live Kafka cluster to another, both on this machine, and check that nothing was lost
	@scripts/demo
test: setup ## run every check there is and count them
	@scripts/setup-containers
	@scripts/setup-cloud
	@$(RUN) scripts/check
unit: ## unit tests (seconds, no broker)
	@$(RUN) pytest -q -n2 --dist worksteal tests/unit
lint: ## ansible-lint, profile production
	@$(RUN) ansible-lint --offline
docs: ## check the documentation of plugins and roles
	@$(RUN) antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs self .
changelog: ## check changelogs/
	@$(RUN) antsibull-changelog lint
build: ## build the collection's tarball into .ansible/dist and check what is in it
	@$(RUN) scripts/build
sanity: ## ansible-test sanity, nothing ignored
	@$(RUN) scripts/ansible-test sanity --venv --python $(PYTHON_VERSION) --color no
integration: ## integration tests on real brokers and a real Neutron; TARGETS="name ..." for some
	@scripts/integration $(TARGETS)
scenarios: ## play through migrations that are killed, hang, or leave their history behind
	@scripts/demo scenarios
molecule: setup ## try the roles on Debian 12 and 13 with systemd, in containers; SCENARIOS="name ..." for some
	@scripts/setup-containers
	@scripts/molecule $(SCENARIOS)
compat: setup ## migrate, and try the roles, under each supported ansible-core
	@scripts/setup-containers
	@$(RUN) scripts/compat
bench: setup ## measure this collection against other ways to do the same
	@scripts/setup-cloud
	@scripts/setup-rivals
	@$(RUN) PYTHONPATH="$(CURDIR)/tests/kafka:$(CURDIR)/tests/openstack:$$PYTHONPATH" python benchmarks/run.py
clean: ## remove what setup and tests made in this folder (the cache in your home folder stays)
	rm -rf .ansible .venv .hypothesis .pytest_cache tests/output
