# An environment in the checkout, with pinned dependencies; then what it is for.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: validate test release lint lock clean

validate: .venv/run
	$(BIN)/eventclaims validate

test: .venv/dev
	$(BIN)/python -m pytest

# Builds dist/<name>-<version>/ and its zip, or says what stands in the way; see RELEASING.md.
# make release DOI=10.… builds the DOI of the version into it.
release: .venv/release
	$(BIN)/python scripts/build_release.py $(if $(DOI),--doi "$$DOI")

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Makes the pins anew from pyproject.toml; needs uv. What builds the package is pinned with it.
COMPILE = printf 'hatchling\neditables\n' | uv pip compile pyproject.toml - --universal \
	--python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --quiet \
	--custom-compile-command "make lock"
lock:
	$(COMPILE) -o requirements.txt
	$(COMPILE) --extra release -o requirements-release.txt
	$(COMPILE) --extra dev -o requirements-dev.txt

clean:
	rm -rf .venv

.venv/run: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/release: .venv/run requirements-release.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-release.txt
	touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@
