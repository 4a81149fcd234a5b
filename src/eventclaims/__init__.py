"""Load and validate datasets of events, statements and claims.

`load` returns the tables of a package as pandas DataFrames; `validate` returns a `Report`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventclaims.errors import EventClaimsError
    from eventclaims.report.finding import Finding, Severity
    from eventclaims.report.report import Report
    from eventclaims.tables.frames import load
    from eventclaims.validation import validate

__all__ = ["EventClaimsError", "Finding", "Report", "Severity", "load", "validate"]

_MODULES = {
    "EventClaimsError": "errors",
    "Finding": "report.finding",
    "Report": "report.report",
    "Severity": "report.finding",
    "load": "tables.frames",
    "validate": "validation",
}


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*__all__, "__version__"])


def __getattr__(name: str) -> Any:  # noqa: ANN401 - any public object
    """Import a public name on first use, so that importing the package is fast."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("eventclaims")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
