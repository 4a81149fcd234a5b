"""The type system of UIMA, and the layers of INCEpTION, for the layers of a package."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cassis import TypeSystem  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.exchange.annotations.layers import Feature, Layer
from eventclaims.package.model import Package

NAMESPACE = "webanno.custom"
"""Of the layers that a project of INCEpTION defines."""
_STRING = "uima.cas.String"


def get_type(layer: Layer) -> str:
    """Return the name of the type of a layer."""
    return f"{NAMESPACE}.{layer.type_name}"


def make_type_system(layers: Sequence[Layer]) -> TypeSystem:
    """Return the type system; every feature is a string."""
    types = TypeSystem()
    for layer in layers:
        type_ = types.create_type(get_type(layer), description=_describe(layer.plan.table.schema))
        for feature in layer.features:
            description = _describe(feature.column.field)
            types.create_feature(type_, feature.name, _STRING, description=description)
    return types


def make_layers(package: Package, layers: Sequence[Layer]) -> bytes:
    """Return the layers with their tag sets in the form that a project of INCEpTION imports."""
    lists = package.read_codelists()
    content = [_make_layer(package.name, layer, lists) for layer in layers]
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _make_layer(project: str, layer: Layer, lists: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": get_type(layer),
        "uiName": layer.name,
        "type": "span",
        "description": _describe(layer.plan.table.schema),
        "enabled": True,
        "built_in": False,
        "readonly": False,
        "attach_type": None,
        "attach_feature": None,
        "allow_stacking": True,
        "cross_sentence": True,
        "show_hover": True,
        "anchoring_mode": "CHARACTERS",
        "overlap_mode": "ANY_OVERLAP",
        "validation_mode": "NEVER",
        "lock_to_token_offset": False,
        "multiple_tokens": True,
        "linked_list_behavior": False,
        "on_click_javascript_action": None,
        "project_name": project,
        "features": [_make_feature(project, feature, lists) for feature in layer.features],
    }


def _make_feature(project: str, feature: Feature, lists: Mapping[str, Any]) -> dict[str, Any]:
    field = feature.column.field
    return {
        "name": feature.name,
        "uiName": feature.name,
        "type": _STRING,
        "tag_set": _make_tags(feature, lists),
        "description": _describe(field),
        "enabled": True,
        "visible": True,
        "include_in_hover": feature.is_coded,
        # A new annotation of an existing row only has its id.
        "required": False,
        "remember": False,
        "hideUnconstraintFeature": False,
        "project_name": project,
        "multi_value_mode": "NONE",
        "link_mode": "NONE",
        "link_type_name": None,
        "link_type_role_feature_name": None,
        "link_type_target_feature_name": None,
        "traits": None,
    }


def _make_tags(feature: Feature, lists: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the tag set of a feature with codes, None for another."""
    field = feature.column.field
    codes = feature.column.codes
    if field.get("type") == "boolean":
        codes = ("true", "false")
    if not codes:
        return None
    name = str(field.get("codelist", "")) or feature.name
    definitions = {row["code"]: row.get("definition", "") for row in lists.get(name, ())}
    return {
        "name": name,
        "description": _describe(field),
        "language": None,
        "tags": [
            {"tag_name": code, "tag_description": definitions.get(code, "")} for code in codes
        ],
        "create_tag": False,
    }


def _describe(schema: Mapping[str, Any]) -> str:
    return str(schema.get("description") or schema.get("title") or "")
