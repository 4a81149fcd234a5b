"""Check the descriptor as Frictionless does, without a request and without a file outside.

Frictionless would retrieve profiles, schemas, dialects and data from the network or from the
current folder. They are therefore resolved here, inside the package, and what cannot be resolved
is either the error that Frictionless would report or a note that it was not checked. Requests are
sent only if the user allows them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, NoReturn

import frictionless
import requests
from frictionless import Detector
from frictionless.metadata.context import ValidationContext

from eventclaims.errors import PackageError
from eventclaims.package.model import Package
from eventclaims.package.objects import read_object
from eventclaims.package.opening import DESCRIPTOR
from eventclaims.package.paths import describe_similar, has_mark, resolve_inside
from eventclaims.package.resources import REMOTE
from eventclaims.package.standard import PROFILE_FILE
from eventclaims.report.finding import Finding
from eventclaims.report.rule import NOT_CHECKED
from eventclaims.structure import rules
from eventclaims.structure.screen.failures import FAILURES, explain_property

Described = dict[str, Any]
Version = Literal["v1", "v2", "unknown"]
_PACKAGE_PROFILES = {"data-package", "tabular-data-package"}
_RESOURCE_PROFILES = {"data-resource", "tabular-data-resource"}
_REMOTE_PROFILES = {"fiscal-data-package"}
_PARTS = ("dialect", "schema")
_SCHEMES = {"", "file", "multipart"}
# Frictionless sends requests to read these.
_REQUESTING = {"gsheets", "html", "sql"}
_NO_REQUEST = "it is not in the package; requests are sent only with --allow-remote"
_TIMEOUT = 30
_PROPERTY = re.compile(r" at property '([^']*)'$")


@dataclass(frozen=True, slots=True)
class Access:
    """The files and addresses that Frictionless may read.

    Attributes:
        root: Folder of the package, resolved.
        version: Version of the Data Package standard that the package declares.
        is_remote: Whether it may send requests.
    """

    root: Path
    version: Version
    is_remote: bool = False


class _NoSession:
    """Replaces the HTTP session of Frictionless."""

    def get(self, *_arguments: object, **_options: object) -> NoReturn:
        raise frictionless.FrictionlessException("validation sends no requests")


class _Session(requests.Session):
    """Ends a request to a server that does not answer."""

    def get(self, url: str | bytes, **options: Any) -> requests.Response:  # noqa: ANN401
        options.setdefault("timeout", _TIMEOUT)
        return super().get(url, **options)


@contextmanager
def limit_requests(access: Access) -> Iterator[None]:
    """Let Frictionless fail instead of sending a request, unless the user allows requests."""
    session = _Session() if access.is_remote else _NoSession()
    context = frictionless.system.use_context(http_session=session)
    context.__enter__()
    try:
        yield
    finally:  # the context of Frictionless is not left after an exception
        context.__exit__(None, None, None)


def get_version(package: Package) -> Version:
    """Return the version of the Data Package standard that a package declares."""
    stated = package.descriptor.get("$schema")
    described = {"$schema": stated} if isinstance(stated, str) else {}
    return frictionless.Package.effective_datapackage_version(described, None)


def check_package(package: Package, access: Access) -> Iterator[Finding]:
    """Check the properties of the package, without those of its resources."""
    if has_mark(package.path):
        yield report_error("package-error", "the descriptor begins with a byte order mark")
    described = deepcopy(package.descriptor)
    resources = described.get("resources")
    if isinstance(resources, list):
        described["resources"] = [one for one in resources if not isinstance(one, dict)]
        names = [str(one["name"]) for one in resources if isinstance(one, dict) and "name" in one]
        if len({*names}) < len(names):
            yield report_error("package-error", "names of the resources are not unique")
    try:
        yield from _validate_package(deepcopy(described), access)
    except frictionless.FrictionlessException as exception:
        yield from report_exception(exception)
    except FAILURES:
        note = explain_property(described, partial(_validate_package, access=access))
        yield report_error("package-error", note)
    if described.get("profile") == "tabular-data-package" and isinstance(resources, list):
        for resource in resources:
            is_table = isinstance(resource, dict) and resource.get("profile")
            if is_table != "tabular-data-resource":
                note = 'profile "tabular-data-package" requires resources of that kind'
                yield report_error("package-error", note)


def _validate_package(described: Described, access: Access) -> list[Finding]:
    frictionless.Package.metadata_transform(described)
    findings = [*_check_profile(described, _PACKAGE_PROFILES, access, None)]
    with limit_requests(access):
        errors = [*frictionless.Package.metadata_validate(described)]
    return findings + [report_error(error.type, error.note) for error in errors]


def build(
    described: Described, access: Access
) -> tuple[frictionless.Resource | None, list[Finding]]:
    """Build the resource that Frictionless can judge, or say why there is none.

    Args:
        described: The resource, as in a descriptor.
        access: What it may read.

    Returns:
        The resource, which reads only what it may; None if it is invalid or cannot be read. And the
        findings.
    """
    name = described.get("name")
    name = name if isinstance(name, str) else None
    findings: list[Finding] = []
    try:
        return _build(deepcopy(described), access, name, findings), findings
    except frictionless.FrictionlessException as exception:
        return None, [*findings, *report_exception(exception, name)]
    except FAILURES:
        attempt = partial(_build, access=access, name=name, findings=[])
        note = explain_property(described, attempt)
        return None, [*findings, report_error("resource-error", note, name)]


def _build(
    described: Described, access: Access, name: str | None, findings: list[Finding]
) -> frictionless.Resource | None:
    frictionless.Resource.metadata_transform(described)
    findings += _check_profile(described, _RESOURCE_PROFILES, access, name)
    blocked = _resolve(described, access, name)
    if blocked:
        errors = _list_errors(described, access.version)
        findings += [report_error(e.type, e.note, name) for e in errors] or [blocked]
        return None
    with limit_requests(access):
        built = frictionless.Resource.from_descriptor(
            described, basepath=str(access.root), datapackage_version=access.version
        )
        _ = built.schema, built.dialect  # Frictionless reads them when they are first used
    return built


def report_error(type_: str, note: str, table: str | None = None) -> Finding:
    """Return an error of the descriptor as a finding."""
    found = _PROPERTY.search(note)
    field = found[1].replace("/", ".") if found else None
    shown = " ".join(note.split())
    return rules.STRUCTURE.find(table=table, file=DESCRIPTOR, field=field, type=type_, note=shown)


def report_exception(
    exception: frictionless.FrictionlessException, table: str | None = None
) -> list[Finding]:
    """Return the errors in an exception of Frictionless as findings."""
    errors = exception.reasons or [exception.error]
    return [report_error(error.type, error.note, table) for error in errors]


def report_gap(what: str, cause: str, table: str | None = None) -> Finding:
    """Return a finding about a part of the package that was not checked."""
    return NOT_CHECKED.find(table=table, file=DESCRIPTOR, what=what, cause=cause)


def _check_profile(
    described: Described, known: set[str], access: Access, table: str | None
) -> Iterator[Finding]:
    """Remove a profile that Frictionless would retrieve, and report what is not checked."""
    profile = described.get("profile")
    if not isinstance(profile, str) or not profile or profile in known:
        return
    is_remote = REMOTE.match(profile) or profile in _REMOTE_PROFILES
    if is_remote and access.is_remote:
        return
    del described["profile"]
    if profile.split("/")[-1] == PROFILE_FILE:  # of a package of version 1
        return
    what = f"the profile `{profile}`"
    if is_remote:
        yield report_gap(what, _NO_REQUEST, table)
        return
    try:
        is_there = resolve_inside(access.root, profile).is_file()
    except PackageError:
        is_there = False
    if is_there:
        cause = "only the profiles of the Data Package standard are checked"
        yield report_gap(what, cause, table)
    else:
        note = f"the profile {profile!r} is unknown, and no file of the package"
        yield report_error("metadata-error", note, table)


def _resolve(described: Described, access: Access, table: str | None) -> Finding | None:
    """Read schema and dialect and check the paths; return why the resource cannot be judged."""
    paths = [described.get("path"), *_as_list(described.get("extrapaths"))]
    paths = [path for path in paths if path and isinstance(path, str)]
    local = [path for path in paths if not (access.is_remote and REMOTE.match(path))]
    return (
        (None if access.is_remote else _find_request(described, paths, table))
        or _read_parts(described, access, table)
        or (_find_files(described, local, access.root, table) if local or not paths else None)
    )


def _find_request(described: Described, paths: list[str], table: str | None) -> Finding | None:
    """Return a note or error if Frictionless would send a request to read the resource."""
    what = f"the resource `{table}`"
    if any(map(REMOTE.match, paths)):
        return report_gap(what, f"its data is remote: {_NO_REQUEST}", table)
    for part in _PARTS:
        if isinstance(described.get(part), str) and REMOTE.match(described[part]):
            return report_gap(what, f"its {part} is remote: {_NO_REQUEST}", table)
    scheme, stated_format = described.get("scheme"), described.get("format")
    if isinstance(scheme, str) and scheme not in _SCHEMES:
        return report_error("scheme-error", f"the scheme {scheme!r} is not supported", table)
    if isinstance(stated_format, str) and stated_format.lower() in _REQUESTING and paths:
        return report_gap(what, f"reading {stated_format} may send requests", table)
    return None


def _read_parts(described: Described, access: Access, table: str | None) -> Finding | None:
    """Replace the paths of schema and dialect by what the files contain."""
    for part in _PARTS:
        stated = described.get(part)
        if not stated and isinstance(stated, str):
            return report_error(f"{part}-error", f"the path is empty at property '{part}'", table)
        if isinstance(stated, str) and not (access.is_remote and REMOTE.match(stated)):
            try:
                described[part] = read_object(resolve_inside(access.root, stated), stated)
            except PackageError as error:
                return report_error(f"{part}-error", str(error), table)
    return None


def _find_files(
    described: Described, paths: list[str], root: Path, table: str | None
) -> Finding | None:
    """Return a finding if a file is outside the package, is missing, or is a descriptor."""
    try:
        files = [resolve_inside(root, path) for path in paths]
    except PackageError as error:
        return report_error("scheme-error", str(error), table)
    missing = next((p for p, file in zip(paths, files, strict=True) if not file.is_file()), None)
    if missing:
        similar = describe_similar(root / missing)
        return rules.MISSING_FILE.find(table=table, file=missing, similar=similar)
    source: Any = str(files[0]) if files else described.get("data")
    if described.get("type") or not source or isinstance(source, list):
        return None
    # Frictionless would follow the paths in such a file.
    kind = Detector.detect_metadata_type(source, format=described.get("format"))
    if kind in {None, "chart", "jsonschema", "map", "view"}:
        return None
    return report_gap(f"the resource `{table}`", f"it is a descriptor itself ({kind})", table)


def _list_errors(described: Described, version: Version) -> list[frictionless.Error]:
    context = ValidationContext(datapackage_version=version)
    selected = frictionless.Resource.metadata_select_class(described.get("type"))
    return [*selected.metadata_validate(described, context=context)]


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
