"""Annotations of rows: a layer for each table, with a feature for each column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eventclaims.exchange.layout import Column, SheetPlan

EVIDENCE, UNCODED = "evidence", "uncoded_passages"
EVIDENCE_ID = "evidence_id"
NAMESPACE = "webanno.custom"
"""Of the types of the layers that a project of INCEpTION defines."""
# Columns of a row of spans that the place of an annotation states.
SPAN = ("source_id", "start", "end")
_RECORD = ("table", "record_id")
# Every annotation of UIMA has the first three; the others are words of languages.
_RESERVED = {"begin", "end", "sofa", "self", "type"}
_NAME = re.compile("[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature of an annotation.

    Attributes:
        name: Its name in an annotation tool.
        column: The column of the row of spans or of the coded row.
        of_passage: Whether the column belongs to the row of spans.
    """

    name: str
    column: Column
    of_passage: bool

    @property
    def is_coded(self) -> bool:
        """Whether the values are codes, ids, dates or numbers, not sentences."""
        field = self.column.field
        return bool(
            self.column.codes
            or self.column.has_ids
            or field.get("type") != "string"
            or "pattern" in field.get("constraints", {})
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """The annotations of one kind: the spans that support rows of a table, or uncoded passages.

    Attributes:
        plan: The table whose rows the spans support, or that of the uncoded passages.
        spans: The table of the spans.
        features: What an annotation states, in order.
    """

    plan: SheetPlan
    spans: SheetPlan
    features: tuple[Feature, ...]

    @property
    def name(self) -> str:
        """The name of the table."""
        return self.plan.name

    @property
    def type_name(self) -> str:
        """The name of its type in UIMA: webanno.custom.ClaimLinks for claim_links."""
        parts = re.split("[^A-Za-z0-9]+", self.name)
        return f"{NAMESPACE}.{''.join(map(str.capitalize, parts))}"

    @property
    def key(self) -> str:
        """The feature with the id of the coded row; empty for uncoded passages."""
        if self.plan is self.spans:
            return ""
        (key,) = self.plan.table.key
        return next(f.name for f in self.features if f.column.name == key and not f.of_passage)

    def find(self, name: str) -> Feature | None:
        """Return the feature with a name, None if the layer lacks it."""
        return next((feature for feature in self.features if feature.name == name), None)


def plan_layers(plans: Sequence[SheetPlan]) -> list[Layer]:
    """Return the layers of a package, in the order of its sheets.

    There is one for each table that the package can have evidence for and whose rows have an id,
    and one for the uncoded passages.
    """
    by_name = {plan.name: plan for plan in plans}
    layers = []
    if evidence := by_name.get(EVIDENCE):
        supported = next(c.codes for c in evidence.columns if c.name == "table")
        own = [*_list_own(evidence, (*SPAN, *_RECORD), f"{EVIDENCE}_")]
        taken = {feature.name for feature in own}
        for plan in plans:
            if plan.name in supported and len(plan.table.key) == 1:
                columns = _list_columns(plan, ())
                others = [Feature(_name(c, taken), c, of_passage=False) for c in columns]
                layers.append(Layer(plan, evidence, (*own, *others)))
    if uncoded := by_name.get(UNCODED):
        layers.append(Layer(uncoded, uncoded, tuple(_list_own(uncoded, SPAN, ""))))
    return layers


def _list_own(plan: SheetPlan, without: Sequence[str], prefix: str) -> list[Feature]:
    return [
        Feature(prefix + _name(c, ()).removeprefix(prefix), c, of_passage=True)
        for c in _list_columns(plan, without)
    ]


def _list_columns(plan: SheetPlan, without: Sequence[str]) -> list[Column]:
    """Return the columns that a coder fills, if annotation tools allow their names."""
    return [c for c in plan.entered if c.name not in without and _NAME.fullmatch(c.name)]


def _name(column: Column, taken: Sequence[str] | set[str]) -> str:
    return f"{column.name}_" if column.name in _RESERVED or column.name in taken else column.name
