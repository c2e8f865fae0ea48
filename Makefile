# Every line here is one that a person can type as well.
PYTHON ?= python3
LOCK = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: help run test e2e lint format bench faults shots texts lock

help:           ## what there is
	@sed -n 's/^\([a-z0-9]*\): *##/make \1\t/p' Makefile

run:            ## everything, with demonstration data; Ctrl-C ends it
	@$(PYTHON) -m bootstrap run
	@.venv/bin/portal demo

test:           ## all tests: unit and, in a browser, end to end
	@$(PYTHON) -m bootstrap test
	.venv/bin/python -m pytest -n auto --dist loadfile $(ARGS)

e2e:            ## only the tests in a browser; BASE_URL=https://... runs them against a portal elsewhere
	@$(PYTHON) -m bootstrap test
	.venv/bin/python -m pytest tests/e2e --junit-xml=test-results/junit.xml $(if $(BASE_URL),--base-url=$(BASE_URL)) $(ARGS)

faults:         ## what survives a killed worker, a dead database, a bad mail server; ROUNDS=20 for more, LARGE=1 for 50,000 emails
	@$(PYTHON) -m bootstrap test
	PORTAL_TEST_ROUNDS=$(ROUNDS) .venv/bin/python -m pytest -n auto --dist loadfile $(if $(LARGE),tests/faults/large_release.py,tests/faults) $(ARGS)

lint:           ## formatting, common mistakes, types, templates
	@$(PYTHON) -m bootstrap dev
	.venv/bin/python -m ruff check .
	.venv/bin/python -m ruff format --check .
	.venv/bin/python -m mypy
	.venv/bin/python -m djlint templates --lint --quiet

format:         ## writes the formatting that lint asks for
	@$(PYTHON) -m bootstrap dev
	.venv/bin/python -m ruff check --fix .
	.venv/bin/python -m ruff format .

bench:          ## benchmarks, results beside the machine they ran on
	@$(PYTHON) -m bootstrap test
	.venv/bin/python -m benchmarks $(ARGS)

shots:          ## screenshots of every page, in screenshots/
	@$(PYTHON) -m bootstrap test
	.venv/bin/python -m pytest tests/e2e/shots.py $(ARGS)

texts:          ## gathers the texts to translate; then fill in what is empty under portal/translations
	@$(PYTHON) -m bootstrap dev
	.venv/bin/pybabel --quiet extract -F babel.cfg -k lazy_gettext -k _l --project 'Candidate Portal' --version 1 --msgid-bugs-address 'see README' \
	  --header-comment '# Texts of the Candidate Portal. `make texts` keeps the list; people write the translations.' \
	  --add-location=file --sort-by-file -o portal/translations/messages.pot .
	for each in es ar; do .venv/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --init-missing \
	  --update-header-comment -l $$each -d portal/translations -i portal/translations/messages.pot; done

lock:           ## lock files anew; LOCK_FLAGS=--upgrade for newer versions
	@$(PYTHON) -m bootstrap dev
	$(LOCK) $(LOCK_FLAGS) pyproject.toml --group build -o requirements.lock
	$(LOCK) $(LOCK_FLAGS) pyproject.toml --extra dev --group build -c requirements.lock -o requirements-dev.lock
	$(LOCK) $(LOCK_FLAGS) --group node -o requirements-node.lock
	$(LOCK) $(LOCK_FLAGS) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.lock
	.venv/bin/python -m bootstrap.npm install --package-lock-only
