"""Damage to packages: what may happen to bytes, to JSON and to tables, by accident or by intent."""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PIECES = (
    *(b"", b"\n", b",", b'"', b"\0", b"\xff", b"\r", b"{", b"[]", b"null", b"1e999", b"-1", b"\\"),
    *("\u202e\u0663".encode(), b"\xed\xa0\x80", b"9" * 400, b"x" * 20_000, b"\xef\xbb\xbf"),
    *(b"CLM-0001", b"[" * 50_000, "\u2028".encode(), b"\x1b[2J", b"\n\n", b"\xff\xfea\0"),
)
DAYS = (
    *("2020-13-45", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "2020-2-3", "2020"),
    *("٢٠٢٠-٠١-٠١", "-2020-01-01", "2020-02-30", "1582-10-10", "2020-01-01T00:00:00Z", "[..2020]"),
    *("May 99, 2020", "February 30, 2020", "May 3, 0000", "99999999999 Marches", "May 3, 2020"),
)
NUMBERS = (
    *("-1", "-0", "0", "1.5", "1e999", "NaN", "9" * 30, "9" * 400, "99999999999999999999", "0x10"),
    *("9223372036854775807", "9223372036854775808", "²", "٣", "over ²", "over " + "9" * 30, "1_0"),
    *("over 9223372036854775807", "1,000", "+1", " 1", "TRUE"),
)
IDS = (
    *("SRC-0001", "CLM-0001", "EVT-0001", "ACT-0001", "PLC-0001", "STM-0001", "REL-0001"),
    *("EVD-0001", "FIG-0001", "DIS-0001", "CLM-99999999999999999999", "CLM-٠٠٠١", "CLM-"),
)
WORDS = (
    *("", " ", "=1+1", "document", "true", "TRUE", "a\nb", 'a"b', "\r", "\0", "\x1b[2J", "\u202e"),
    *("\u2028", "e\u0301", "x" * 20_000, "\U0010ffff", "'; DROP TABLE claims; --", "{table}", "%s"),
)
CELLS = (*DAYS, *NUMBERS, *IDS, *WORDS)
_ALIKE = (
    (re.compile(r"\d{4}-\d\d-\d\d"), DAYS),
    (re.compile(r"-?[\d.]+"), NUMBERS),
    (re.compile(r"[A-Z]{3}-\d+"), IDS),
)
JUNK = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        float("nan"),
        float("inf"),
        "",
        " ",
        "x",
        "\0",
        "\ud800",
    ),
    *(
        "x" * 5000,
        "../up.csv",
        "/up.csv",
        "https://example.org/a.csv",
        "data",
        ".",
        "data/../a.csv",
    ),
    *("data\\a.csv", "data/*.csv", "a\nb", "\u2028", "string", "date", "integer", "any", "geojson"),
    *([], {}, [[]], [None], [{}], {"": None}, {"name": None}, {"fields": []}, ["a", "a"], [1, "a"]),
    *({"name": "x", "type": []}, {"resource": None, "fields": None}, {"enum": 1, "pattern": "("}),
)
DEEP = 300


def damage_bytes(content: bytes, chance: random.Random) -> bytes:
    """Cut a stretch out of a file, and put a piece in its place."""
    start = chance.randint(0, len(content))
    end = min(len(content), start + chance.choice([0, 1, 7, 80, 1000, len(content)]))
    return content[:start] + chance.choice(PIECES) + content[end:]


def damage_json(value: Any, chance: random.Random) -> Any:
    """Change one to three nodes of a JSON value."""
    root = {"root": copy.deepcopy(value)}
    for _ in range(chance.randint(1, 3)):
        if nodes := list(_walk(root)):
            _damage_node(*chance.choice(nodes), chance)
    return root.get("root")


def _walk(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every node as what holds it, and the key or number under which it does."""
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            yield value, key
            yield from _walk(value[key])


def _damage_node(parent: Any, key: Any, chance: random.Random) -> None:
    kind = chance.choice(
        ["replace", "replace", "replace", "drop", "double", "nest", "rename", "swap"]
    )
    old = parent[key]
    if kind == "drop":
        del parent[key]
    elif kind == "double" and isinstance(parent, list):
        parent.insert(key, copy.deepcopy(old))
    elif kind == "nest":
        for _ in range(chance.choice([1, 2, DEEP])):
            old = chance.choice([[old], {"name": old}])
        parent[key] = old
    elif kind == "rename" and isinstance(parent, dict):
        parent[chance.choice(["", "name", "path", "schema", "x"])] = parent.pop(key)
    elif kind == "swap":
        other = chance.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
        parent[key], parent[other] = copy.deepcopy(parent[other]), copy.deepcopy(old)
    else:
        parent[key] = copy.deepcopy(chance.choice(JUNK))


def damage_json_file(content: bytes, chance: random.Random) -> bytes:
    """Change one to three nodes of a JSON file."""
    return json.dumps(damage_json(json.loads(content), chance)).encode()


def damage_table(content: bytes, chance: random.Random) -> bytes:
    """Change one to three cells, rows or columns of a table."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    for _ in range(chance.randint(1, 3)):
        chance.choice(_TABLE_DAMAGES)(rows, chance)
    text = io.StringIO(newline="")
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    end = chance.choice(["\n", "\n", "\n", "\r\n"])
    csv.writer(text, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue().encode()


Cells = list[list[str]]


def _pick(rows: Cells, chance: random.Random) -> int:
    """Return the number of a row, the header among them."""
    return chance.randrange(len(rows)) if rows else 0


def _replace_cell(rows: Cells, chance: random.Random) -> None:
    filled = [row for row in rows[1:] if row]
    if filled:
        row = chance.choice(filled)
        place = chance.randrange(len(row))
        row[place] = chance.choice(chance.choice([CELLS, _list_alike(row[place])]))


def _list_alike(cell: str) -> tuple[str, ...]:
    """Return hostile cells that look like a cell."""
    return next((cells for form, cells in _ALIKE if form.fullmatch(cell)), CELLS)


def _swap_cells(rows: Cells, chance: random.Random) -> None:
    filled = [row for row in rows if row]
    if filled:
        one, two = chance.choice(filled), chance.choice(filled)
        a, b = chance.randrange(len(one)), chance.randrange(len(two))
        one[a], two[b] = two[b], one[a]


def _drop_row(rows: Cells, chance: random.Random) -> None:
    if rows:
        rows.pop(_pick(rows, chance))


def _double_row(rows: Cells, chance: random.Random) -> None:
    if rows:
        rows.insert(_pick(rows, chance), list(chance.choice(rows)))


def _blank_row(rows: Cells, chance: random.Random) -> None:
    rows.insert(_pick(rows, chance), chance.choice([[], [""], [" "], [""] * 40]))


def _cut_row(rows: Cells, chance: random.Random) -> None:
    if rows:
        row = rows[_pick(rows, chance)]
        del row[chance.randint(0, len(row)) :]


def _lengthen_row(rows: Cells, chance: random.Random) -> None:
    if rows:
        rows[_pick(rows, chance)].extend([chance.choice(CELLS)] * chance.choice([1, 2, 50]))


def _drop_column(rows: Cells, chance: random.Random) -> None:
    place = chance.randrange(20)
    for row in rows:
        del row[place : place + 1]


def _double_column(rows: Cells, chance: random.Random) -> None:
    place = chance.randrange(20)
    for row in rows:
        row[place:place] = row[place : place + 1]


def _swap_columns(rows: Cells, chance: random.Random) -> None:
    one, two = chance.randrange(20), chance.randrange(20)
    for row in rows:
        if max(one, two) < len(row):
            row[one], row[two] = row[two], row[one]


def _rename_column(rows: Cells, chance: random.Random) -> None:
    if rows and rows[0]:
        rows[0][chance.randrange(len(rows[0]))] = chance.choice([*CELLS, "ordinal", "notes"])


_TABLE_DAMAGES: tuple[Callable[[Cells, random.Random], None], ...] = (
    *(_replace_cell, _replace_cell, _replace_cell, _replace_cell, _swap_cells, _drop_row),
    *(_double_row, _blank_row, _cut_row, _lengthen_row, _drop_column, _double_column),
    *(_swap_columns, _rename_column),
)


@contextmanager
def damaged(path: Path, damage: Callable[[bytes, random.Random], bytes], chance: random.Random):
    """Damage a file, and put it right again at the end."""
    content = path.read_bytes()
    try:
        path.write_bytes(damage(content, chance))
        yield
    finally:
        path.write_bytes(content)
