"""Jinja environments and HTML pages that load nothing from the network and run no script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eventclaims.render.escaping import escape

if TYPE_CHECKING:
    from jinja2 import Environment  # loaded when a template is used, for a short start-up


def make_environment(*, html: bool, **filters: Callable[..., str]) -> Environment:
    """Return an environment for the templates of this package.

    Template names are paths inside the package `eventclaims`. The filter `line` makes characters
    visible that could change a page or a terminal.

    Args:
        html: Whether values are escaped for HTML; a template of text quotes with its own filters.
        filters: Further filters by name.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - see above

    environment = Environment(
        loader=PackageLoader("eventclaims", ""),
        autoescape=html,  # noqa: S701 - templates of text quote with their own filters
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not html,
        # The templates do not change while a program runs.
        auto_reload=False,
    )
    environment.filters |= {"line": escape, **filters}
    return environment


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 - any value of a template
    """Return one HTML page; every value is escaped.

    Args:
        template: Path of the template inside the package `eventclaims`.
        values: The values of the template by name.
    """
    return make_environment(html=True).get_template(template).render(values)
