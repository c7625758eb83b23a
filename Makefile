# CAE in two commands: `make run` and `make test`. Everything they make stands in
# .venv, node_modules and var; `make clean` takes it away again, the data in var excepted.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run setup setup-test test check lock sbom audit messages pictures bench soak clean

# The first Python of 3.11 or later that can make a virtual environment.
find_python = for name in $(CAE_PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	found=$$name; $$name -c 'import ensurepip, venv' >/dev/null 2>&1 && break; done

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check --no-input --quiet
MANAGE := $(PYTHON) manage.py
# A Node of the machine, where it is new enough; else the one in .venv, which has to be told
# that the machine's own certificate authorities are to be believed.
find_node = if node -e 'process.exit(parseInt(process.versions.node) < 20)' >/dev/null 2>&1 \
	&& command -v npm >/dev/null 2>&1; then PATH="$$PATH:$(CURDIR)/.venv/bin"; \
	else PATH="$(CURDIR)/.venv/bin:$$PATH"; export NODE_OPTIONS=--use-system-ca; fi; export PATH
NPM_CI := >/dev/null npm ci --loglevel=error --no-progress
TRANSLATIONS := locale/es/LC_MESSAGES/django.mo
BASE_MAP := var/map/contents.json
# Checks look at the code alone: no database is asked, no pool opened.
BARE := CAE_ENV=test CAE_DATABASE_POOL=0 DATABASE_URL=postgresql://127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0
# As a site's own settings would be; the key protects nothing.
DEPLOYED := CAE_ENV=production CAE_SECRET_KEY=0123456789abcdefghijklmnopqrstuvwxyz-of-nothing-at-all \
	CAE_ALLOWED_HOSTS=cae.example.org CAE_BEHIND_TLS_PROXY=1 CAE_PROXIES=1
WORKERS ?= 2

help:
	@echo "make run       start CAE here, with everything it needs"
	@echo "make test      check the code and run every test"
	@echo "make check     format, lint, types, import layers, migrations, translations, house rules"
	@echo "make messages  bring locale/es and docs/events.md up to date with the code"
	@echo "make lock      pin the dependencies of pyproject.toml and package.json anew"
	@echo "make sbom      write what CAE is made of (CycloneDX) into var/sbom, from the locks"
	@echo "make audit     ask whether a package of the locks has known faults; needs a network"
	@echo "make pictures  make docs/pictures anew from the real screens"
	@echo "make bench     measure the spine, each figure beside a floor of the same run"
	@echo "make soak      replay whole files of real calls: ARGS=\"FILE ... --storm FILE --kills FILE --judge FILE\""
	@echo "make clean     remove .venv, node_modules and caches; the data in var stays"

run: setup
	@exec $(MANAGE) serve

setup: .venv/.installed node_modules/.installed $(TRANSLATIONS)
	@$(MAKE) --no-print-directory $(BASE_MAP)

setup-test: .venv/.installed-test node_modules/.installed-test $(TRANSLATIONS)
	@$(MAKE) --no-print-directory $(BASE_MAP)

.venv/.made:
	@$(find_python); \
	if [ -z "$$found" ]; then \
		echo "CAE needs Python 3.11 or later; this machine has $$(python3 --version 2>&1 || true)." >&2; \
		echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name it: make run CAE_PYTHON=/path/to/python" >&2; exit 1; fi; \
	if ! $$found -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "$$found cannot make a virtual environment: its venv or ensurepip is missing." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv. Then try again." >&2; exit 1; fi; \
	if ! $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		echo "Making .venv with $$($$found --version)"; $$found -m venv --clear .venv; fi
	@touch $@

.venv/.installed: requirements.lock requirements-embedded.lock | .venv/.made
	@echo "Installing Python packages"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-embedded.lock
	@touch $@

.venv/.installed-test: requirements.lock requirements-embedded.lock requirements-test.lock | .venv/.made
	@echo "Installing Python packages and test tools"
	@$(PIP) install --require-hashes -r requirements.lock -r requirements-embedded.lock -r requirements-test.lock
	@touch .venv/.installed $@

node_modules/.installed: package-lock.json .npmrc | .venv/.installed
	@echo "Installing front-end packages"
	@$(find_node); $(NPM_CI) --omit=dev
	@touch $@

node_modules/.installed-test: package-lock.json .npmrc | .venv/.installed-test
	@echo "Installing front-end packages and tools"
	@$(find_node); $(NPM_CI)
	@touch node_modules/.installed $@

$(BASE_MAP): package-lock.json $(wildcard cae/basemap/*.js) $(wildcard calls/directory/data/*.csv)
	@$(find_node); node cae/basemap/build.js $(@D)

%.mo: %.po | .venv/.installed
	@$(BARE) $(MANAGE) messages --compile

test: setup-test
	@$(PYTHON) -m tests.support.chromium
	@$(MAKE) --no-print-directory check
	@$(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup-test
	@$(find_node); set -e; mkdir -p var/cache; \
	templates=$$(find templates -name '*.html'); \
	echo "check: types (beside the others)"; $(BARE) .venv/bin/mypy --no-error-summary >var/cache/types.log 2>&1 & types=$$!; \
	trap 'kill $$types 2>/dev/null || true' EXIT; \
	echo "check: format"; .venv/bin/ruff format --check --quiet .; \
	echo "check: lint"; .venv/bin/ruff check --quiet .; \
	echo "check: import layers"; .venv/bin/lint-imports --cache-dir var/cache/imports >var/cache/imports.log || { cat var/cache/imports.log; exit 1; }; \
	echo "check: migrations"; $(BARE) $(PYTHON) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run; \
	echo "check: settings"; $(BARE) $(MANAGE) check --fail-level WARNING; \
	echo "check: production settings"; $(BARE) $(DEPLOYED) $(MANAGE) check --deploy --fail-level WARNING; \
	echo "check: weaknesses"; .venv/bin/bandit --quiet --recursive cae calls dispatch manage.py >var/cache/weaknesses.log 2>&1 || { cat var/cache/weaknesses.log; exit 1; }; \
	echo "check: templates"; .venv/bin/djhtml --check --tabwidth 4 $$templates; .venv/bin/djade --check --target-version 5.2 $$templates; \
	echo "check: translations"; $(BARE) $(MANAGE) messages --check; \
	echo "check: styles and scripts"; npx --no-install biome ci --error-on-warnings; \
	echo "check: types of scripts"; npx --no-install tsc; \
	echo "check: house rules"; $(PYTHON) -m pytest -q -p no:randomly tests/house; \
	wait $$types || { cat var/cache/types.log; exit 1; }

lock: setup-test
	@set -e; \
	compile() { .venv/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links $(UPGRADE) "$$@"; }; \
	compile pyproject.toml -o requirements.lock; \
	compile --group embedded -c requirements.lock -o requirements-embedded.lock; \
	compile --group test -c requirements.lock -c requirements-embedded.lock -o requirements-test.lock; \
	$(find_node); npm install --package-lock-only --loglevel=error

sbom: setup-test
	@$(find_node); $(PYTHON) -m tests.support.supply sbom var/sbom

audit: setup-test
	@$(find_node); $(PYTHON) -m tests.support.supply audit

messages: setup-test
	@$(BARE) $(MANAGE) messages
	@$(BARE) $(MANAGE) events

pictures: setup-test
	@$(PYTHON) -m tests.support.chromium
	@$(PYTHON) -m tests.browser.pictures

bench: setup-test
	@$(PYTHON) -m tests.bench $(ARGS)

soak: setup-test
	@$(PYTHON) -m tests.soak $(ARGS)

clean:
	@rm -rf .venv node_modules var/cache var/map var/screens var/test
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
