"""The run of Great Expectations: an expectation that was not checked is an error."""

import warnings
from types import SimpleNamespace

import pytest
from support.releases import make_tables, write_release

from eventclaims.acceptance.baseline import resolve
from eventclaims.acceptance.frames import read_content
from eventclaims.acceptance.gx_run import run_expectations
from eventclaims.acceptance.suite import expand, read_suite
from eventclaims.errors import AcceptanceError
from eventclaims.package.opening import open_package

NAME = "coverage-known"


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Give the content of a small release."""
    with open_package(write_release(tmp_path_factory.mktemp("small") / "new", make_tables())) as p:
        return read_content(p)


def run(content):
    expectations = [e for e in expand(read_suite(), content) if e.name == NAME]
    return run_expectations(
        [(e, resolve(e, content, None).arguments) for e in expectations], content
    )


def test_an_expectation_that_was_checked_has_an_outcome(content):
    version, outcomes = run(content)
    assert version[0].isdigit()
    success, result = outcomes[NAME]
    assert success is True
    assert result["element_count"] == 2


def change_results(monkeypatch, change):
    """Change the results that Great Expectations returns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from great_expectations.datasource.fluent.interfaces import Batch  # noqa: PLC0415
    validate = Batch.validate

    def validate_and_change(*arguments, **options):
        return SimpleNamespace(results=change(validate(*arguments, **options).results))

    monkeypatch.setattr(Batch, "validate", validate_and_change)


def test_an_expectation_without_a_result_is_an_error(content, monkeypatch):
    change_results(monkeypatch, lambda _results: [])
    with pytest.raises(AcceptanceError, match=f"^{NAME}: "):
        run(content)


def test_an_expectation_that_raised_is_an_error_that_steers_no_terminal(content, monkeypatch):
    def fail(results):
        info = {"raised_exception": True, "exception_message": "\x1b[2J"}
        for result in results:
            result.exception_info = info
        return results

    change_results(monkeypatch, fail)
    with pytest.raises(AcceptanceError, match=rf"^{NAME}: .*\\x1b\[2J"):
        run(content)


@pytest.mark.parametrize("success", [None, 1, "true"])
def test_a_result_that_is_neither_true_nor_false_is_an_error(content, monkeypatch, success):
    def change(results):
        for result in results:
            result.success = success
        return results

    change_results(monkeypatch, change)
    with pytest.raises(AcceptanceError, match=f"^{NAME}: "):
        run(content)
