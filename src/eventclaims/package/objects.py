"""Read the objects of a package: its descriptor, schemas and dialects."""

from pathlib import Path, PurePosixPath
from typing import Any

from eventclaims.package.json_files import read_json


def read_object(path: Path, name: str) -> dict[str, Any]:
    """Read a JSON object, or a YAML object if the name says so, from an untrusted file.

    Raises:
        PackageError: If it does not exist or is not an object in UTF-8.
    """
    if PurePosixPath(name).suffix.lower() in {".yaml", ".yml"} and path.is_file():
        from eventclaims.package.yaml_files import read_yaml  # noqa: PLC0415 - rarely needed

        return read_yaml(path, name)
    return read_json(path, name)
