"""Read what an annotator has changed in an annotation tool."""

from collections.abc import Sequence
from pathlib import Path

from eventclaims.evidence.texts import read_texts
from eventclaims.exchange.annotations import hypothesis
from eventclaims.exchange.annotations.export import CAS, HYPOTHESIS
from eventclaims.exchange.annotations.layers import plan_layers
from eventclaims.exchange.annotations.manifest import ExportManifest, find_manifest, read_manifest
from eventclaims.exchange.annotations.rows import make_entries
from eventclaims.exchange.coding import Reader
from eventclaims.exchange.entries import Entries
from eventclaims.exchange.faults import CodingError
from eventclaims.exchange.layout import SheetPlan

FORMATS = (HYPOTHESIS, CAS)


def make_reader(tool: str, texts: Path, manifest: Path | None = None) -> Reader:
    """Return what reads the files of a format.

    Args:
        tool: The format, one of `FORMATS`.
        texts: Folder of the texts of the documents.
        manifest: The manifest of the export; by default it is looked for beside the file.
    """
    read_files = hypothesis.read_files
    if tool == CAS:
        from eventclaims.exchange.annotations import cas_reading  # noqa: PLC0415 - of an extra

        read_files = cas_reading.read_files

    def read(path: Path, plans: Sequence[SheetPlan]) -> Entries:
        exported = read_manifest(manifest or find_manifest(path), tool)
        contents = _read_texts(exported, texts)
        layers = plan_layers(plans)
        returned = read_files(path, exported, layers, contents)
        return make_entries(exported, returned, plans, layers, contents)

    return read


def _read_texts(manifest: ExportManifest, folder: Path) -> dict[str, str]:
    """Return the text of each exported document.

    Raises:
        CodingError: If the folder does not contain the text that was exported.
    """
    found = {text.sha256: text.content for text in read_texts(folder)}
    contents = {}
    for id_, sha256 in manifest.hashes.items():
        if sha256 not in found:
            raise CodingError(f"{id_}: the folder does not contain the text that was exported")
        contents[id_] = found[sha256]
    return contents
