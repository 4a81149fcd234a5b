"""Write one CAS of UIMA for each document, as XMI and as JSON, and the layers for INCEpTION."""

from collections.abc import Mapping, Sequence
from typing import Any

from cassis import Cas, TypeSystem  # type: ignore[import-untyped]  # it has no stubs

from eventclaims.errors import EventClaimsError
from eventclaims.exchange.annotations.formats import find_unfit, format_content
from eventclaims.exchange.annotations.layers import Feature, Layer
from eventclaims.exchange.annotations.manifest import LAYERS
from eventclaims.exchange.annotations.passages import Annotation, Content
from eventclaims.package.report_text import MARKER

XMI, JSON = "xmi", "json"
TYPES = "TypeSystem.xml"
_STRING = "uima.cas.String"


def make_files(content: Content) -> tuple[dict[str, bytes], list[str]]:
    """Return the files by path, and a note on each document that has no XMI.

    XML cannot contain some control characters; JSON can.
    """
    types = _make_type_system(content.layers)
    package, lists = content.package, content.package.read_codelists()
    described = [_make_layer(package.name, layer, lists) for layer in content.layers]
    files = {LAYERS: format_content(described), f"{XMI}/{TYPES}": types.to_xml().encode()}
    notes = []
    for document in content.documents:
        own = content.annotations[document.source_id]
        text = document.text.content if document.text else ""
        made = _make_cas(types, text, own)
        files[f"{JSON}/{document.source_id}.json"] = made.to_json().encode()
        unfit = find_unfit(text)
        for one in own:
            if any(find_unfit(value) is not None for value in one.features.values()):
                raise EventClaimsError(
                    f"a row for {document.source_id} contains a control character; run "
                    "eventclaims validate"
                )
        if unfit is None:
            files[f"{XMI}/{document.source_id}.xmi"] = _mark(made.to_xmi())
        else:
            notes.append(
                f"{document.source_id}: only as JSON, because XML cannot contain the character "
                f"U+{ord(text[unfit]):04X} at {unfit} of its text"
            )
    return files, notes


def _mark(content: str) -> bytes:
    """Return XML with the marker as a comment after its last element.

    Before the first one, dkpro-cassis could not read it.
    """
    return f"{content.rstrip()}\n<!-- {MARKER} -->\n".encode()


def _make_cas(types: TypeSystem, text: str, annotations: Sequence[Annotation]) -> Cas:
    content = Cas(typesystem=types, sofa_string=text, sofa_mime="text/plain")
    for one in annotations:
        stated = {name: value for name, value in one.features.items() if value}
        make = types.get_type(one.layer.type_name)
        content.add(make(begin=one.start, end=one.end, **stated))
    return content


def _make_type_system(layers: Sequence[Layer]) -> TypeSystem:
    """Return the type system; every feature is a string."""
    types = TypeSystem()
    for layer in layers:
        type_ = types.create_type(layer.type_name, description=_describe(layer.plan.table.schema))
        for feature in layer.features:
            description = _describe(feature.column.field)
            types.create_feature(type_, feature.name, _STRING, description=description)
    return types


def _make_layer(project: str, layer: Layer, lists: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layer with its tag sets in the form that a project of INCEpTION imports."""
    return {
        "name": layer.type_name,
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
