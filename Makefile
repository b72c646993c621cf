# Everything a developer does; `make` alone explains.
PYTHON ?= python3
BIN    := .venv/bin
STAMPS := .venv/.stamps
AUDIT  := .venv/audit/bin
PIP    := $(BIN)/pip install --quiet --disable-pip-version-check
USERID := $(shell id -u)
# Three workers: browsers, databases and processes are waited for a good part of the time, even on two cores.
# Temporary databases in memory where there is room: each of some thousand tests makes its own.
# Bytecode is kept whatever the surroundings say: some sixty tests start the program as a process.
IN_MEMORY := $(shell [ "$$(df -Pk /dev/shm 2>/dev/null | awk 'NR==2 {print $$4}')" -gt 4000000 ] 2>/dev/null && echo TMPDIR=/dev/shm)
UPDATE ?=
FAKE_ZALO ?=
SPLIT  ?=
PLAY   ?=
LOCK   := .venv/lock/bin/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --python-version 3.11

.DEFAULT_GOAL := help
.PHONY: help run test test-peers check play voice triage places soak bench audit sbom lock drawings messages clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(STAMPS)/run ## Start the program: web chat, officers' page, sample directory; FAKE_ZALO=1 with a Zalo of our own, account and bot
	$(if $(FAKE_ZALO),$(BIN)/python -m tests.zalo_fake --with-program,$(BIN)/langnghe serve)

test: $(STAMPS)/dev $(STAMPS)/browser ## All tests, with coverage
	PYTHONDONTWRITEBYTECODE= $(IN_MEMORY) $(BIN)/pytest -n 3 --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --fail-under=90
	$(BIN)/coverage report --include='referral/*,flows/*' --fail-under=100

test-peers: $(STAMPS)/dev ## Against a fake Telegram and a fake Zalo bot that others wrote; needs Node 20
	npm ci --prefix tests/peers --ignore-scripts --no-audit --no-fund
	$(BIN)/pytest -m peers tests/peers

check: $(STAMPS)/dev ## Style, types, who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

play: $(STAMPS)/dev ## Run the plays and show what differs; UPDATE=1 rewrites our lines, PLAY=file runs that one
	$(BIN)/python -m tests.play $(if $(UPDATE),--update) $(PLAY)

voice: $(STAMPS)/dev ## Learn the weights of the second voice of triage anew
	$(BIN)/python -m tests.triage.train

triage: $(STAMPS)/dev ## How the triage does on our labelled messages
	$(BIN)/python -m tests.triage

places: $(STAMPS)/dev ## Our own suite of addresses: what the resolver gets right, SPLIT=tuning lists what it gets wrong
	$(BIN)/python -m tests.places $(SPLIT)

soak: $(STAMPS)/dev ## The long tests: a death at every point of every play, both databases; new random examples; an hour of faults
	$(BIN)/pytest -n 2 -m soak
	$(BIN)/pytest -n 2 --hypothesis-profile=searching tests/test_engine.py tests/test_incoming.py tests/test_cases.py \
		tests/test_plan.py tests/test_alerts.py tests/test_triage.py tests/test_jurisdiction.py tests/test_hostile_input.py
	$(BIN)/python -m tests.faults --minutes 30 --rate 0.6 --database sqlite
	$(BIN)/python -m tests.faults --minutes 30 --rate 0.6 --database postgresql --processes 4

bench: $(STAMPS)/dev ## Measure everything beside its floor; one table of all goals at the end, after about 20 minutes
	$(BIN)/python -m tests.bench.summary

audit: $(STAMPS)/audit ## Look our dependencies up in a database of known weaknesses; needs a network, so no part of the tests
	$(AUDIT)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt \
		|| { echo "NOT CLEAN: a weakness is named above, or, if it says that something could not be audited," \
		"the database was not reached and nothing was looked at: then look up what make sbom lists."; exit 1; }

sbom: $(STAMPS)/audit ## List what the program is made of as CycloneDX: build/sbom.json
	@mkdir -p build
	$(AUDIT)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file build/sbom.json

lock: ## Pin the dependencies anew, with hashes
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/pip install --quiet uv
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) --extra dev pyproject.toml --output-file requirements-dev.txt
	echo setuptools | $(LOCK) - --output-file requirements-build.txt
	printf 'cyclonedx-bom\npip-audit\n' | $(LOCK) - --output-file requirements-audit.txt

drawings: $(STAMPS)/dev ## Draw the pictures of docs/referral.md anew
	$(BIN)/python -m tests.drawings

messages: $(STAMPS)/dev ## Collect the texts to translate and bring the catalogues up to date
	$(BIN)/python -m bot.messages

clean: ## Remove what can be made again (not var/: it holds your database and keys)
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	$(PYTHON) -m venv .venv

$(STAMPS)/run: requirements.txt $(STAMPS)/program | $(BIN)/python
	$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/program | $(BIN)/python
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@ $(STAMPS)/run

$(STAMPS)/audit: requirements-audit.txt | $(BIN)/python
	$(PYTHON) -m venv .venv/audit
	$(AUDIT)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-audit.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/program: requirements-build.txt pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements-build.txt
	$(PIP) --no-deps --no-build-isolation -e .
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/browser: | $(STAMPS)/program
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null \
		|| { [ "$(USERID)" = 0 ] && apt-get update -qq && apt-get install -qqy chromium chromium-driver fonts-noto-color-emoji; } \
		|| echo "Chromium is missing and cannot be installed without root: the browser tests did not run."
	@if command -v chromedriver >/dev/null; then touch $@; fi
