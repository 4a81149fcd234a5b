"""The claims of both codings of a package, with the groups of the dataset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from eventclaims.coding.matching import choose_actors, match_codings
from eventclaims.coding.runs import CODERS, CODINGS, find_rounds, list_rounds
from eventclaims.coding.units import SEPARATOR, read_coding
from eventclaims.documentation.claim_counts import Claims
from eventclaims.documentation.counts import get_group

ONLY_CODED = "(not in the dataset)"
"""The group of all groups of a coding that match no actor of the dataset."""
_ISSUES = "claim_issues"
Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Coding:
    """A coding before adjudication.

    Attributes:
        tables: Its rows by table.
        groups: For each group of its statements, the actor of the dataset with names at the same
            place, or `ONLY_CODED`.
    """

    tables: dict[str, Rows]
    groups: dict[str, str]


def read_codings(root: Path) -> dict[str, Coding]:
    """Return both codings of the documents by coder; none if the package has none.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    found = {}
    for coder, location in zip(CODERS, list_rounds(root).get(CODINGS, ()), strict=False):
        coding = read_coding(location)
        actors = choose_actors(match_codings(read_coding(root), coding)[0])
        tables = {name: [unit.cells for unit in units] for name, units in coding.items()}
        coded = set(map(get_group, tables["statements"])) - {""}
        groups = {group: actors.get(group, ONLY_CODED) for group in coded}
        found[coder] = Coding(tables, groups)
    return found


def read_coded_claims(root: Path, groups: Mapping[str, str]) -> dict[str, dict[str, Claims]]:
    """Return the claims of both codings: their types, and their issues from a coding of variables.

    Args:
        root: Folder of the package.
        groups: The group of each claim of the dataset.

    Returns:
        The claims by `claim_type` and `issue`, then by coder.

    Raises:
        EventClaimsError: If a coding cannot be read.
    """
    found: dict[str, dict[str, Claims]] = {"claim_type": {}, "issue": {}}
    for coder, coding in read_codings(root).items():
        statements = {row["statement_id"]: row for row in coding.tables["statements"]}
        claims = coding.tables["claims"]
        group_of = {
            row["claim_id"]: coding.groups.get(group, "")
            for row in claims
            if (group := get_group(statements.get(row.get("statement_id", ""), {})))
        }
        types = [(row["claim_id"], row.get("claim_type", "")) for row in claims]
        found["claim_type"][coder] = Claims(group_of, types)
    for each in find_rounds(root):
        # Runs have their own ids, and often only some of the documents.
        is_of_variables = each.name != CODINGS and not each.runs
        for coder, location in zip(CODERS, each.locations, strict=True) if is_of_variables else ():
            if issues := [*_list_issues(location)]:
                found["issue"][coder] = Claims(groups, issues)
    return found


def _list_issues(location: Path) -> Iterator[tuple[str, str]]:
    for unit in read_coding(location)["claims"]:
        for issue in filter(None, unit.cells.get(_ISSUES, "").split(SEPARATOR)):
            yield unit.record, issue
