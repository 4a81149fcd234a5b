"""HTML pages that load nothing from the network and run no script."""

from typing import Any

from eventclaims.render.templates import make_environment


def render_page(template: str, **values: Any) -> str:  # noqa: ANN401 - any value of a template
    """Return one HTML page; every value is escaped.

    Args:
        template: Path of the template inside the package `eventclaims`.
        values: The values of the template by name.
    """
    return make_environment(html=True).get_template(template).render(values)
