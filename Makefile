# Each target sets up what it needs in .venv, with pinned dependencies.
PYTHON ?= python3
BIN = .venv/bin

.PHONY: validate test test-long spark release docs lint lock clean

validate: .venv/run
	$(BIN)/eventclaims validate

test: .venv/dev
	$(BIN)/python -m pytest

# The tests that `test` leaves out: variants that others show by a part, and what takes long.
test-long: .venv/dev
	$(BIN)/python -m pytest -m long

# Compare the reports of a Spark cluster with two workers; needs Java 17.
spark: .venv/dev .spark/run
	$(BIN)/python tests/spark.py .spark

# Build dist/<name>-<version>/ and its zip, or report what prevents it; see RELEASING.md.
# `make release DOI=10.…` writes the DOI of the version into it. The value is data: make must not
# expand it, and the shell reads it from the environment.
override DOI := $(value DOI)
export DOI
release: .venv/release
	$(BIN)/python scripts/refresh_docs.py --check
	$(BIN)/python scripts/build_release.py $(if $(value DOI),--doi "$$DOI")

# Regenerate the pages of docs/ that are written from the code, and CITATION.cff.
docs: .venv/dev
	$(BIN)/python scripts/refresh_docs.py

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Renew the pins from pyproject.toml; needs uv. The build backend is pinned with them.
COMPILE = printf 'hatchling\neditables\n' | uv pip compile pyproject.toml - --universal \
	--python-version 3.11 --upgrade --generate-hashes --no-emit-index-url --quiet \
	--custom-compile-command "make lock"
lock:
	$(COMPILE) -o requirements.txt
	sed -E '/^ +(--hash|#)/d; s/ \\$$//' requirements.txt > constraints.txt
	$(COMPILE) --extra release -o requirements-release.txt
	$(COMPILE) --extra dev -o requirements-dev.txt
	printf 'pyspark>=4.2,<4.3\n' | uv pip compile - --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --quiet --custom-compile-command "make lock" \
		-o requirements-spark.txt

clean:
	rm -rf .venv .spark

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

# Spark and its client have the same name, so that each needs an environment.
.spark/run: requirements-spark.txt
	$(PYTHON) -m venv .spark
	.spark/bin/python -m pip install --quiet --require-hashes -r requirements-spark.txt
	touch $@
