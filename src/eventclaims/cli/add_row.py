"""Add a row to a table: a command for each table of a package, with options for its columns."""

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eventclaims.cli.groups import suggest
from eventclaims.cli.options import Decorator, package_option, texts_option
from eventclaims.cli.output import print_csv, print_utf8, write_files

if TYPE_CHECKING:
    from eventclaims.exchange.adding import Addition, Passage
    from eventclaims.exchange.entries import Fault
    from eventclaims.exchange.layout import Column, SheetPlan
    from eventclaims.package.model import Package
    from eventclaims.report.finding import Finding

# The options of every command, and those of a table that evidence supports.
_COMMON = ("package", "texts", "dry-run", "allow-invalid", "help")
_PASSAGE = {
    "words": "Words of the passage that supports the row, as the document has them; an ellipsis "
    "leaves out words in the middle. Can be repeated.",
    "words-of": "Words that support one column of the row. Can be repeated.",
    "nth": "Which occurrence of the words, if the document has them more than once.",
    "context": "In place of a number: a longer part of the text that contains the words and occurs "
    "once.",
    "locator": "Place of the passage for readers, such as `p. 4`; enough for evidence without "
    "--words.",
    "source": "Document of the passage; default: the one that the row names, or its statement or "
    "other row, or the only one of the package.",
}
_SOURCE = "source_id"
_ID = "_id"
# In a table of passages, their words are enough.
_SPAN = ("start", "end")

_dry_run: Decorator = click.option(
    "--dry-run", is_flag=True, help="Print the rows, and write nothing."
)
_allow_invalid: Decorator = click.option(
    "--allow-invalid",
    is_flag=True,
    help="Add the row although it breaks rules. Its cells and references must be right.",
)


class _RowCommand(click.Command):
    """A command in whose options - and _ are the same."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write - in the names of options."""
        known = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        return super().parse_args(ctx, [_write_hyphens(word, known) for word in args])


def _write_hyphens(word: str, known: Collection[str]) -> str:
    name, equals, value = word.partition("=")
    option = name.replace("_", "-")
    return f"{option}{equals}{value}" if option in known else word


class _Code(click.Choice[str]):
    """The codes of a column; the error for another one names the most similar code."""

    def convert(
        self,
        value: Any,  # noqa: ANN401 - as in click
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return a code of the list; an empty text leaves the cell empty."""
        if value and value not in self.choices:
            meant = suggest(str(value), self.choices)
            listed = "" if meant else f" Choose from {', '.join(self.choices)}."
            self.fail(f"{value!r} is not a code of this column.{meant}{listed}", param, ctx)
        return str(value)


def list_rows(location: str, taken: Sequence[str]) -> list[str]:
    """Return the names of the commands of the tables of a package.

    Args:
        location: The package; empty for the one in the current folder, or the standard.
        taken: Names that other commands have.
    """
    return [*_name_plans(_open(location), taken)]


def make_command(location: str, name: str, taken: Sequence[str]) -> click.Command | None:
    """Return the command that adds a row to a table; None for an unknown table.

    Args:
        location: The package; empty for the one in the current folder, or the standard.
        name: Name of the command or the table.
        taken: Names that other commands have.
    """
    package = _open(location)
    named = _name_plans(package, taken)
    plans = {plan.name: plan for plan in named.values()}
    plan = named.get(name.replace("_", "-")) or plans.get(name.replace("-", "_"))
    return None if plan is None else _make_command(package, plan)


def _open(location: str) -> "Package":
    """Return the package, or one with the tables of the standard if no package is named."""
    from eventclaims.package.model import Package, Table
    from eventclaims.package.opening import DESCRIPTOR, open_package
    from eventclaims.package.standard import folder, load_schemas

    if location or Path(DESCRIPTOR).is_file():
        with open_package(location or ".") as package:
            return package
    tables = (
        Table(name, f"data/{name}.csv", Path(name), schema, {})
        for name, schema in load_schemas().items()
        if name not in {"codelists", "crosswalks"}
    )
    return Package(folder().parent, Path(DESCRIPTOR), {}, tuple(tables), {})


def _name_plans(package: "Package", taken: Sequence[str]) -> "dict[str, SheetPlan]":
    """Return what each command adds to: its name is the singular of that of the table."""
    from eventclaims.exchange.layout import plan_sheets

    named: dict[str, SheetPlan] = {}
    for plan in plan_sheets(package):
        whole = plan.name.replace("_", "-")
        names = (_make_singular(whole), whole, f"{whole}-row")
        named[next(n for n in names if n not in {*taken, *named})] = plan
    return named


def _make_singular(name: str) -> str:
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name


def _name_options(plan: "SheetPlan", reserved: Sequence[str]) -> dict[str, list[str]]:
    """Return the options of the columns that a person fills, the shortest first.

    A column has its name, and a shorter one without the name of the table or without `_id`, unless
    another column has it: `statement_id` is --statement-id and --statement.
    """
    columns = [c.name for c in plan.columns if not (c.is_derived or _has_next_id(plan, c.name))]
    wholes = {
        name: f"cell-{whole}" if (whole := name.replace("_", "-")) in reserved else whole
        for name in columns
    }
    singular = _make_singular(plan.name)
    starts = (f"{singular}_", f"{singular.rpartition('_')[2]}_")
    short: dict[str, str] = {}
    for name in columns:
        start = next((start for start in starts if name.startswith(start)), "")
        shorter = name.removesuffix(_ID) if name.endswith(_ID) else name.removeprefix(start)
        shorter = shorter.replace("_", "-")
        if shorter and shorter not in {*wholes.values(), *short.values(), *reserved}:
            short[name] = shorter
    return {
        name: [f"--{option}" for option in (short.get(name), whole) if option]
        for name, whole in wholes.items()
    }


def _has_next_id(plan: "SheetPlan", column: str) -> bool:
    from eventclaims.importing.ids import has_ids

    return has_ids(plan.table) and (column,) == plan.table.key


def _make_command(package: "Package", plan: "SheetPlan") -> click.Command:
    from eventclaims.exchange.adding import has_evidence

    is_supported = has_evidence(package, plan.table)
    has_source = _SOURCE in plan.table.fields
    own = _make_passage_options(has_source=has_source) if is_supported else []
    names = _name_options(plan, (*_COMMON, *(option.opts[0].lstrip("-") for option in own)))
    columns = {column.name: column for column in plan.columns}
    parameters: list[click.Parameter] = [
        _make_option(package, plan, columns[name], options, f"cell_{n}")
        for n, (name, options) in enumerate(names.items())
    ]
    parameters += own

    def run(**values: Any) -> None:  # noqa: ANN401 - one for each option
        cells = {name: values.pop(f"cell_{n}") for n, name in enumerate(names)}
        given = {name: cell for name, cell in cells.items() if cell}
        if not given:
            raise click.UsageError("Give the cells of the row; --help lists the options.")
        _add(plan, names, given, values)

    command = _RowCommand(
        plan.name,
        params=parameters,
        callback=run,
        help=_describe(plan, has_evidence=is_supported),
        short_help=f"Add a row to {plan.name}.",
    )
    for add_option in (texts_option, package_option, _dry_run, _allow_invalid):
        add_option(command)
    return command


def _describe(plan: "SheetPlan", *, has_evidence: bool) -> str:
    title = str(plan.table.schema.get("description") or plan.table.schema.get("title") or "")
    passages = (
        " The words of a passage that supports it are located in the texts (--texts), and become a "
        "row of evidence; they are not kept."
        if has_evidence or plan.has_passages
        else ""
    )
    return (
        f"Add a row to the table {plan.name}.\n\n{title}\n\n"
        f"An id, the order of rows, quotes and derived columns are filled.{passages} Rows must "
        "exist before another one refers to them. The key of the row is printed.\n\n"
        "Exit codes: 0 added, 1 the row has problems, 2 usage error, or a file cannot be read or "
        "written."
    )


def _make_option(
    package: "Package",
    plan: "SheetPlan",
    column: "Column",
    options: Sequence[str],
    target: str,
) -> click.Option:
    from eventclaims.exchange.adding import find_order
    from eventclaims.package.conformance import Level

    text = str(column.field.get("description") or column.field.get("title") or "")
    if "example" in column.field and not column.codes:
        text = f"{text} Example: {column.field['example']}"
    level = str(column.field.get("requiredFrom", ""))
    is_level, conformance = level in [*Level], package.conformance
    if column.name == find_order(plan):
        text = f"{text} Default: the next number."
    elif column.is_required and not (plan.has_passages and column.name in _SPAN):
        text = f"{text}  [required]"
    elif is_level and (conformance is None or conformance.level.includes(Level(level))):
        text = f"{text}  [required at level {level}]"
    return click.Option(
        [*options, target],
        default="",
        type=_Code(column.codes) if column.codes else str,
        metavar=None if column.codes else _describe_type(column),
        help=text.strip(),
    )


def _describe_type(column: "Column") -> str:
    types = {"date": "DATE", "integer": "NUMBER", "number": "NUMBER"}
    return "ID" if column.has_ids else types.get(str(column.field.get("type")), "TEXT")


def _make_passage_options(*, has_source: bool) -> list[click.Option]:
    """Return the options of a passage; its document is an option unless it is a column."""
    kinds: dict[str, dict[str, Any]] = {
        "words": {"multiple": True, "metavar": "TEXT"},
        "words-of": {"multiple": True, "nargs": 2, "metavar": "COLUMN TEXT"},
        "nth": {"type": click.IntRange(min=1), "metavar": "N"},
        "context": {"default": "", "metavar": "TEXT"},
        "locator": {"default": "", "metavar": "TEXT"},
        "source": {"default": "", "metavar": "ID"},
    }
    return [
        click.Option([f"--{name}"], help=_PASSAGE[name], **kind)
        for name, kind in kinds.items()
        if name != "source" or not has_source
    ]


def _add(
    plan: "SheetPlan",
    names: Mapping[str, Sequence[str]],
    cells: dict[str, str],
    values: Mapping[str, Any],
) -> None:
    from eventclaims.exchange.adding import add_rows, enter_row
    from eventclaims.package.opening import open_folder

    passages = _list_passages(plan, values)
    with open_folder(values["package"]) as package:
        rows = enter_row(package, plan.name, cells, passages, values.get("source", ""))
        added = add_rows(package, rows, values["texts"])
        report_addition(added, allow_invalid=values["allow_invalid"], names={plan.name: names})
        _write_addition(package, added, plan.name, dry_run=values["dry_run"])


def _list_passages(plan: "SheetPlan", values: Mapping[str, Any]) -> "list[Passage]":
    from eventclaims.exchange.adding import Passage

    stated = [("", words) for words in values.get("words", ())] + [*values.get("words_of", ())]
    nth, context, locator = (values.get(name) or "" for name in ("nth", "context", "locator"))
    for column, _ in stated:
        if column and column not in plan.table.fields:
            known = suggest(column, plan.table.fields)
            raise click.UsageError(f"--words-of: {plan.name} has no column {column!r}.{known}")
    if len(stated) != 1 and (nth or context):
        raise click.UsageError(
            "--nth and --context are for one passage; add others with evidence locate --add."
        )
    if locator and not stated:
        stated = [("", "")]
    return [Passage(words, column, str(nth), context, locator) for column, words in stated]


def report_addition(
    added: "Addition",
    *,
    allow_invalid: bool = False,
    names: Mapping[str, Mapping[str, Sequence[str]]] = {},
) -> None:
    """Print the problems of rows, and exit with 1 if they must not be added.

    Args:
        added: The rows.
        allow_invalid: Whether rows that break rules are added.
        names: The options of the columns of a table, by table; other cells are shown by table and
            column.
    """
    from eventclaims.render.escaping import escape

    for fault in added.faults:
        click.echo(escape(_describe_fault(fault, names)), err=True)
    for finding in added.errors:
        shown = f"{_describe_finding(finding)} {finding.hint} ({finding.rule})"
        click.echo(escape(shown), err=True)
    for finding in added.missing:
        shown = f"still missing: {_describe_finding(finding)} ({finding.rule})"
        click.echo(escape(shown), err=True)
    if added.faults or (added.errors and not allow_invalid):
        more = "" if added.faults else "; --allow-invalid adds the row as it is"
        click.echo(f"nothing was added{more}", err=True)
        sys.exit(1)


def _describe_finding(finding: "Finding") -> str:
    """Return the message of a finding, which begins with the id of the row."""
    record, message = finding.record or "", finding.message
    return message if message.startswith(record) else f"{record}: {message}"


def _describe_fault(fault: "Fault", names: Mapping[str, Mapping[str, Sequence[str]]]) -> str:
    column = fault.cell.partition(" ")[0]
    options = names.get(fault.sheet, {}).get(column)
    if fault.sheet == "evidence" and "evidence" not in names:
        short = column.removesuffix("_id")
        options = [f"--{short}"] if short in _PASSAGE else None
    place = options[0] if options else f"{fault.sheet}.{column}" if column else fault.sheet
    value = f": `{fault.value}`" if fault.value else ""
    return f"{place}{value}: {fault.problem}; {fault.hint}"


def _write_addition(
    package: "Package", added: "Addition", table: str, *, dry_run: bool = False
) -> None:
    """Write rows and print the keys of those of a table, or print all rows as a difference.

    Args:
        package: The package.
        added: The rows.
        table: The table whose keys are printed.
        dry_run: Whether to print the rows, as lines of CSV, and write nothing.
    """
    if dry_run:
        for other in package.tables:
            if other.name in added.rows:
                click.echo(f"+++ {other.file}")
            print_csv(([*row.values()] for row in added.rows.get(other.name, ())), "+")
        return
    write_files(added.changes, err=True)
    for key in added.keys[table]:
        print_utf8("/".join(key))
