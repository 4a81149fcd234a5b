"""Read descriptors and schemas in YAML, none of which is trusted."""

import json
from pathlib import Path
from typing import Any

import yaml

from eventclaims.errors import PackageError
from eventclaims.package.json_files import parse_json

MAX_BYTES = 1024**2


def read_yaml(path: Path, name: str) -> dict[str, Any]:
    """Read a YAML object from an untrusted file, as JSON values.

    Raises:
        PackageError: If it does not exist or is not such an object in UTF-8.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PackageError(f"{name}: refused; YAML of more than {MAX_BYTES // 1024**2} MiB")
        value = parse_json(json.dumps(yaml.load(path.read_bytes(), _Loader), default=str))  # noqa: S506
    except OSError as error:
        raise PackageError(f"{name}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split()) or "nested too deeply"
        raise PackageError(f"{name}: not YAML: {reason}") from error
    if not isinstance(value, dict):
        raise PackageError(f"{name}: not an object")
    return value


class _Loader(yaml.SafeLoader):
    """Refuses aliases, by which a small file becomes a large value."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not supported")
        return super().compose_node(parent, index)
