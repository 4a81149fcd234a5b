"""Explain why Frictionless failed on a descriptor or schema, without the words of Python."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import frictionless

FAILURES = (AttributeError, LookupError, TypeError, ValueError, ArithmeticError, RecursionError)
_LONGEST_VALUE = 60


def explain_property(described: dict[str, Any], build: Callable[[dict[str, Any]], object]) -> str:
    """Name the property without which Frictionless does not fail.

    Args:
        described: The package or resource.
        build: What fails; it may change its argument.
    """
    found = ""
    for name in described:
        try:
            build(deepcopy({other: part for other, part in described.items() if other != name}))
        except FAILURES:
            continue
        except frictionless.FrictionlessException:  # also if a property is required
            found = found or name
        else:
            found = name
            break
    if found:
        return f"{_show(described[found])} is not valid at property '{found}'"
    return "properties have values of another type"


def explain_schema(schema: frictionless.Schema) -> str:
    """Name the constraint that Frictionless cannot use; or the table if there is none."""
    for field in schema.fields:
        for name, value in field.constraints.items():
            one = field.to_copy()
            one.constraints = {name: value}
            try:
                one.create_cell_reader()
            except re.error as error:
                cause = f" ({error})"
            except RecursionError:
                cause = " (nested too deeply)"
            except Exception:  # noqa: BLE001 - Frictionless raises any type on malformed constraints
                cause = ""
            else:
                continue
            return f'constraint "{name}" of `{field.name}` is not valid: {_show(value)}{cause}'
    return "Frictionless cannot read the data with this schema and dialect"


def _show(value: object) -> str:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[: _LONGEST_VALUE - 1]}…"
