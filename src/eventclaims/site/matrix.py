"""Claims by group and code: settled, and the range of both codings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.runs import list_rounds
from eventclaims.documentation.claim_counts import Claims, count_by_group
from eventclaims.documentation.counts import get_group
from eventclaims.documentation.row_context import PackageRows, Piece
from eventclaims.package.standard import map_to_broader

_MOST_GROUPS = 30
_STRENGTHS = 4
# Name, code list and title of each counted column.
_COUNTED = (
    ("claim_type", "claim_type", "Claim types by group"),
    ("issue", "claim_issue", "Issues by group"),
)
_UNMATCHED = "Groups of a coding without a match in the dataset"
Counts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count: settled, and the lowest and highest of the codings if there are two.

    Attributes:
        settled: The number of claims in the dataset.
        coded: The lowest and the highest number in the codings; None without two codings.
        strength: From 0 for no claim to 4 for the most claims in a cell.
    """

    settled: int
    coded: tuple[int, int] | None
    strength: int = 0

    @property
    def text(self) -> str:
        """The counts, the range in brackets if a coding differs; empty without any claim."""
        if self.coded is None or {*self.coded} == {self.settled}:
            return str(self.settled or "")
        low, high = self.coded
        return f"{self.settled} ({low}\u2013{high})" if low != high else f"{self.settled} ({low})"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Counts by group and code.

    Attributes:
        title: Title of the counted column.
        codes: The codes with a claim, the most frequent first.
        rows: Each group with its cells, the largest group first.
        totals: The cells of all groups.
        has_codings: Whether the cells have the range of two codings.
    """

    title: str
    codes: tuple[Piece, ...]
    rows: tuple[tuple[Piece, tuple[Cell, ...]], ...]
    totals: tuple[Cell, ...]
    has_codings: bool


def read_codings(root: Path, rows: PackageRows) -> dict[str, dict[str, Claims]]:
    """Return the claims of both codings by column and coder; none without codings.

    Raises:
        EventClaimsError: If a coding cannot be read.
        ModuleNotFoundError: If the extra `agreement` is not installed, which matches codings.
    """
    if not list_rounds(root):
        return {}
    from eventclaims.documentation.coded_claims import read_coded_claims  # noqa: PLC0415 - needs scipy

    return read_coded_claims(root, _group_claims(rows))


def make_matrices(rows: PackageRows, codings: Mapping[str, Mapping[str, Claims]]) -> list[Matrix]:
    """Return the matrices of claim types and of issues; one without a claim is left out."""
    groups = _group_claims(rows)
    matrices = []
    for column, codelist, title in _COUNTED:
        table = "claims" if column == "claim_type" else "claim_issues"
        pairs = [
            (row.get("claim_id", ""), code)
            for row in rows.rows.get(table, ())
            if (code := row.get(column, ""))
        ]
        broader = map_to_broader(rows.codes.get(codelist, {}).values())
        settled = count_by_group(Claims(groups, pairs), broader)
        coded = [count_by_group(found, broader) for found in codings.get(column, {}).values()]
        if settled:
            matrices.append(_make_matrix(rows, codelist, title, settled, coded))
    return matrices


def _group_claims(rows: PackageRows) -> dict[str, str]:
    return {
        row.get("claim_id", ""): group
        for row in rows.rows.get("claims", ())
        if (group := get_group(rows.find("statements", row.get("statement_id", ""))))
    }


def _name_group(rows: PackageRows, group: str) -> Piece:
    """Return the shortest name of a group, which leads to its page."""
    row = rows.find("actors", group)
    return Piece(row.get("short_name") or row.get("name") or group, "actors", group)


def _make_matrix(
    rows: PackageRows, codelist: str, title: str, settled: Counts, coded: list[Counts]
) -> Matrix:
    every = {pair for counts in (settled, *coded) for pair in counts}
    sizes, uses = (Counter[str](dict.fromkeys((pair[n] for pair in every), 0)) for n in (0, 1))
    for (group, code), number in settled.items():
        sizes[group] += number
        uses[code] += number
    codes = sorted(uses, key=lambda code: (-uses[code], code))
    found = sorted(sizes, key=lambda group: (-sizes[group], group))
    known = [group for group in found if rows.find("actors", group)]
    shown = known if len(known) <= _MOST_GROUPS else known[: _MOST_GROUPS - 1]
    rest = known[len(shown) :]
    parts: list[tuple[Piece, list[str]]] = [(_name_group(rows, g), [g]) for g in shown]
    if rest:
        parts.append((Piece(f"{len(rest)} others"), rest))
    if unmatched := [group for group in found if not rows.find("actors", group)]:
        parts.append((Piece(_UNMATCHED), unmatched))
    has_codings = len(coded) > 1
    most = max(settled.values())

    def count(groups: list[str], code: str) -> Cell:
        number, *others = (
            sum(counts[group, each] for group in groups for each in ([code] if code else codes))
            for counts in (settled, *coded)
        )
        strength = min(_STRENGTHS, -(-number * _STRENGTHS // most)) if code else 0
        return Cell(number, (min(others), max(others)) if has_codings else None, strength)

    labels = rows.codes.get(codelist, {})
    return Matrix(
        title=title,
        codes=tuple(
            Piece(
                labels.get(code, {}).get("label", code),
                hint=labels.get(code, {}).get("definition", ""),
            )
            for code in codes
        ),
        rows=tuple(
            (group, tuple(count(groups, code) for code in ("", *codes))) for group, groups in parts
        ),
        totals=tuple(count(found, code) for code in ("", *codes)),
        has_codings=has_codings,
    )
