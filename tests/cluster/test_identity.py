"""A cluster gives the report of this machine, whatever the size of the splits.

Every package at every size: pytest -m "" --hypothesis-profile long tests/cluster
"""

import importlib.util
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from support import planters_content, planters_dates, planters_references
from support.drafts import write
from support.engines import WHOLE, report, split_at
from support.generator import Maker
from support.packages import INVALID, ROOT, TEXTS, build, write_files
from support.parquet import convert

IS_LONG = settings.get_current_profile_name() == "long"
SIZES = (1, 7, WHOLE)
PLANTERS = (
    *planters_content.PLANTERS,
    *planters_dates.PLANTERS,
    *planters_references.PLANTERS,
)
CASES = sorted(path.name for path in INVALID.iterdir())


def load(path):
    """Return a module of tests, for the packages that it lists."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / "tests" / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


data_packages = load("structure/test_data_packages.py")
OTHERS = data_packages.HANDED | data_packages.OTHERS


def rotate(names, share):
    """Return each name with each size; in short, each with one size, most of them marked `long`."""
    if IS_LONG:
        return [(name, size) for name in names for size in SIZES]
    return [
        pytest.param(
            name, SIZES[number % len(SIZES)], marks=[pytest.mark.long] if number % share else []
        )
        for number, name in enumerate(names)
    ]


# No size is always left out: the share and the number of sizes have no divisor in common.
@pytest.mark.parametrize(("case", "size"), rotate(CASES[::7], 16))
def test_an_invalid_package_has_the_same_report(case, size, engine, tmp_path, monkeypatch):
    package = build("minimal", tmp_path, case)
    alone = report(package, texts=TEXTS, possible=True)
    split_at(monkeypatch, size)
    assert report(package, texts=TEXTS, possible=True, engine=engine) == alone


@pytest.mark.filterwarnings("ignore:unclosed file", "ignore:Exception ignored")  # of Frictionless
@pytest.mark.parametrize(("name", "size"), rotate(OTHERS, 4))
def test_any_data_package_has_the_same_report(name, size, engine, tmp_path, monkeypatch):
    package = tmp_path / write_files(tmp_path, OTHERS[name])
    alone = report(package)
    split_at(monkeypatch, size)
    assert report(package, engine=engine) == alone


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(1, 9) if IS_LONG else (1,))
def test_a_package_with_many_defects_has_the_same_report(seed, size, engine, tmp_path, monkeypatch):
    draft, chance = Maker(seed).make(), random.Random(seed)  # noqa: S311 - no secret depends on it
    for planter in PLANTERS:
        with suppress(IndexError, KeyError, ValueError):  # what it would break is broken already
            planter.plant(draft, chance)
    package, texts = write(draft, tmp_path)
    alone = report(package, texts=texts, previous=package, possible=True)
    assert len({finding["rule"] for finding in alone["findings"]}) > 30
    split_at(monkeypatch, size)
    assert report(package, texts=texts, previous=package, possible=True, engine=engine) == alone


@pytest.mark.long
@pytest.mark.parametrize("parts", [1, 3])
def test_a_package_in_parquet_has_the_same_report(parts, engine, tmp_path, monkeypatch):
    package = convert(build("minimal", tmp_path, "deadline-before-statement"), parts=parts)
    alone = report(package, texts=TEXTS)
    assert {finding["rule"] for finding in alone["findings"]} == {"deadline-before-statement"}
    split_at(monkeypatch, 1)
    assert report(package, texts=TEXTS, engine=engine) == alone
