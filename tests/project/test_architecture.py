"""Imports point downwards in the table of docs/architecture.md, without a cycle."""

import ast
import re
from functools import cache
from graphlib import TopologicalSorter

import pytest
from support.packages import ROOT

SOURCE = ROOT / "src" / "eventclaims"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PACKAGES = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
FILES = {
    ".".join(["eventclaims", *path.relative_to(SOURCE).with_suffix("").parts]): path
    for path in SOURCE.rglob("*.py")
}


def list_imports(path):
    """Return the modules of the project that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in map(find_module, found) if name}


def find_module(name):
    """Return the file's module of a dotted name, which may end with something inside it."""
    while name.startswith("eventclaims"):
        for module in (name, f"{name}.__init__"):
            if module in FILES:
                return module
        name = name.rpartition(".")[0]
    return None


def find_import(modules, path):
    pattern = rf"^\s*(from|import) ({modules})\b"
    return re.search(pattern, path.read_text("utf-8"), re.MULTILINE)


@cache
def read_imports():
    return {name: list_imports(path) - {name} for name, path in FILES.items()}


def get_package(module):
    return module.split(".")[1]


def test_the_page_lists_every_package_and_loose_module():
    folders = {path.parent.name for path in SOURCE.glob("*/__init__.py")}
    loose = {path.stem for path in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    assert {*PACKAGES} == folders | loose
    assert len(PACKAGES) == len({*PACKAGES})


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_from_the_rows_below_it(package):
    below = {*PACKAGES[PACKAGES.index(package) :], "__init__"}
    wrong = {
        (module, other)
        for module, imported in read_imports().items()
        if get_package(module) == package
        for other in imported
        if get_package(other) not in below
    }
    assert wrong == set()


def test_no_two_files_import_each_other_even_by_way_of_others():
    graph = {
        m: {i for i in imported if m != "eventclaims.__init__"}
        for m, imported in read_imports().items()
    }
    assert [*TopologicalSorter(graph).static_order()]


def test_no_two_folders_of_a_package_import_each_other():
    graph = {}
    for module, imported in read_imports().items():
        folders = {
            FILES[name].parent for name in imported if get_package(name) == get_package(module)
        }
        inner = FILES[module].parent
        within = {folder for folder in folders if inner not in (folder, *folder.parents)}
        graph.setdefault(inner, set()).update(f for f in within if f not in inner.parents)
    assert [*TopologicalSorter(graph).static_order()]


def test_the_toolkit_does_not_import_the_scripts_or_the_tests():
    for path in FILES.values():
        assert not find_import("scripts|tests|support", path)


def test_a_layer_has_a_check_and_rules():
    for layer in ("lint", "structure", "consistency", "evidence", "comparison"):
        assert (SOURCE / layer / "check.py").is_file()
        assert (SOURCE / layer / "rules.py").is_file() or (SOURCE / layer / "rules").is_dir()


def test_no_test_module_imports_another():
    for path in (ROOT / "tests").rglob("*.py"):
        assert not find_import(r"test_\w+|conftest", path)


def test_the_page_stays_short():
    assert PAGE.count("\n") <= 120
