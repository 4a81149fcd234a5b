"""Planters of the rules of bytes and characters."""

from __future__ import annotations

import random

from eventclaims.package import standard
from eventclaims.tables.canonical import sort_key
from support.drafts import Draft
from support.planting import Planter, choose, edit_bytes, edit_records, name

TEXT_COLUMNS = (
    *(("actors", "description"), ("actors", "notes"), ("events", "notes"), ("claims", "notes")),
    *(("places", "gazetteer"), ("corrections", "reason"), ("sources", "notes")),
    *(("discrepancies", "resolution"), ("crosswalks", "notes"), ("adjudications", "reason")),
)


def pick_table(draft: Draft, chance: random.Random) -> str:
    return chance.choice(sorted(draft.rows))


def write_cell(text: str):
    """Return a planter that puts a text between the words of some cell."""

    def plant(draft: Draft, chance: random.Random) -> str:
        table, column = chance.choice(TEXT_COLUMNS)
        row = choose(draft, chance, table)
        row[column] = text.replace("|", chance.choice("abc"))
        return name(table, row)

    return plant


def insert_byte(byte: bytes):
    """Return a planter that puts a byte anywhere into a table."""

    def plant(draft: Draft, chance: random.Random) -> str:
        share = chance.random()

        def insert(content: bytes) -> bytes:
            place = int(share * len(content))
            while content[place] & 0xC0 == 0x80:  # within a character
                place -= 1
            return content[:place] + byte + content[place:]

        return edit_bytes(draft, pick_table(draft, chance), insert)

    return plant


def change_plain_record(change):
    """Return a planter that changes a record without quotes, in its raw form."""

    def plant(draft: Draft, chance: random.Random) -> str:
        def edit(records: list[str]) -> None:
            plain = [n for n, raw in enumerate(records) if n and '"' not in raw]
            number = chance.choice(plain)
            records[number] = change(records[number])

        return edit_records(draft, pick_table(draft, chance), edit)

    return plant


def empty(draft: Draft, chance: random.Random) -> str:
    return edit_bytes(draft, pick_table(draft, chance), lambda _content: b"")


def open_quote(draft: Draft, chance: random.Random) -> str:
    return edit_records(draft, pick_table(draft, chance), lambda all_: all_.append('"never closed'))


def put_mark(draft: Draft, chance: random.Random) -> str:
    return edit_bytes(draft, pick_table(draft, chance), lambda content: b"\xef\xbb\xbf" + content)


def swap_rows(draft: Draft, chance: random.Random) -> str:
    table = pick_table(draft, chance)
    schema = standard.load_schemas()[table]
    key, types = standard.get_key(schema), standard.list_key_types(schema)
    rows = sorted(draft.rows[table], key=lambda row: sort_key([row[part] for part in key], types))
    number = chance.randrange(1, len(rows))

    def edit(records: list[str]) -> None:
        records[number], records[number + 1] = records[number + 1], records[number]

    edit_records(draft, table, edit)
    return name(table, rows[number - 1])


def separate(separator: bytes):
    """Return a planter that separates the cells of the header and of the rows by something else."""

    def plant(draft: Draft, chance: random.Random) -> str:
        return edit_bytes(
            draft, pick_table(draft, chance), lambda content: content.replace(b",", separator)
        )

    return plant


def merge(draft: Draft, chance: random.Random) -> str:
    """Leave the markers of a merge conflict around a record."""

    def edit(records: list[str]) -> None:
        records[1:2] = ["<<<<<<< HEAD\n", records[1], "=======\n", records[1], ">>>>>>> other\n"]

    return edit_records(draft, pick_table(draft, chance), edit)


# The views of other tables that read a table which is none any more are left out.
UNREAD = ("not-checked",)
PLANTERS = (
    Planter("empty-file", empty, UNREAD),
    Planter("not-utf8", insert_byte(b"\xff"), UNREAD),
    Planter("nul-byte", insert_byte(b"\0"), UNREAD),
    Planter("unclosed-quote", open_quote, UNREAD),
    Planter("stray-quote", change_plain_record(lambda raw: '"a"' + raw), UNREAD),
    Planter("byte-order-mark", put_mark),
    Planter("carriage-return", change_plain_record(lambda raw: raw[:-1] + "\r\n")),
    Planter("not-canonical", change_plain_record(lambda raw: '"' + raw.replace(",", '",', 1))),
    Planter("row-order", swap_rows),
    *(Planter("control-character", write_cell(f"|{sign}|")) for sign in "\t\x1b\x85"),
    *(Planter("invisible-character", write_cell(f"|{sign}|")) for sign in "\u200b\u202e\xad"),
    *(Planter("outer-space", write_cell(text)) for text in (" |", "| ", "|\xa0|")),
    Planter("not-nfc", write_cell("|e\u0301|")),
    *(Planter("formula-cell", write_cell(text)) for text in ("=1+|", "@SUM(|)", "-2+A1")),
    Planter("spreadsheet-error", write_cell("#REF!")),
    *(
        Planter("wrong-file-kind", edit, UNREAD)
        for edit in (separate(b";"), separate(b"\t"), merge)
    ),
)
