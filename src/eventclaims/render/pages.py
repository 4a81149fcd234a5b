"""Pages that need no network and no script, from templates that escape whatever they show."""

from __future__ import annotations

from typing import Any

from eventclaims.render.escaping import escape


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 - what the template shows
    """Return one HTML page.

    Args:
        template: Path of the template within the package `eventclaims`. Whatever it shows is
            escaped; its filter `line` also makes visible what could steer a page.
        values: What it shows, by name.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 - see render

    environment = Environment(
        loader=PackageLoader("eventclaims", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["line"] = escape
    return environment.get_template(template).render(values)
