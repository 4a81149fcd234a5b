"""Write a package for an annotation tool."""

from dataclasses import dataclass
from pathlib import Path

from eventclaims.errors import EventClaimsError
from eventclaims.evidence.spans import read_documents
from eventclaims.exchange.annotations import hypothesis, manifest, passages
from eventclaims.exchange.annotations.layers import plan_layers
from eventclaims.exchange.annotations.manifest import CAS, HYPOTHESIS
from eventclaims.exchange.layout import plan_sheets
from eventclaims.exchange.rows import make_labels, read_plans
from eventclaims.exchange.writing import make_folder
from eventclaims.package.model import Package


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export.

    Attributes:
        files: The content of each file, by path.
        documents: The number of documents.
        passages: The number of passages.
        notes: What was left out, each as a line.
    """

    files: dict[str, bytes]
    documents: int
    passages: int
    notes: list[str]


def make_export(
    package: Package, tool: str, texts: Path, *, coder: str = "", base_url: str = ""
) -> Exported:
    """Return the files of an export; the same content for the same input.

    Args:
        package: The opened package.
        tool: The format, such as `CAS`.
        texts: Folder of the texts of the documents.
        coder: The coder who gets the files, which the import then requires; may be empty.
        base_url: Address at which the pages for Hypothesis will be served, with a final slash.

    Raises:
        TableError: If a table cannot be read.
        TextsError: If a text cannot be read.
        EventClaimsError: If a text is not the one that was coded, or a span is not within it.
    """
    plans = plan_sheets(package)
    rows = read_plans(plans)
    documents, notes = passages.split_documents(read_documents(package, texts))
    layers = plan_layers(plans)
    annotations = passages.list_annotations(layers, rows, documents)
    labels = {
        id_: label for table in make_labels(plans, rows).values() for id_, label in table.items()
    }
    content = passages.Content(package, layers, documents, annotations, labels)
    urls: dict[str, str] = {}
    if tool == HYPOTHESIS:
        urls = {one.source_id: f"{base_url}{one.source_id}.html" for one in documents}
        files = hypothesis.make_files(content, urls)
    elif tool == CAS:
        from eventclaims.exchange.annotations import cas  # noqa: PLC0415 - of an extra

        files, unfit = cas.make_files(content)
        notes += unfit
    else:
        from eventclaims.exchange.annotations import refi_qda  # noqa: PLC0415 - only for this format

        files = refi_qda.make_files(content)
    files[manifest.NAME] = manifest.make_manifest(
        package, plans, rows, documents, tool=tool, coder=coder, urls=urls
    )
    number = sum(map(len, annotations.values()))
    return Exported(files, len(documents), number, notes)


def write_export(exported: Exported, folder: Path, *, force: bool) -> None:
    """Write the files to a folder, all or none.

    Args:
        exported: The files.
        folder: A folder that is missing or empty.
        force: Whether to replace an earlier export in it.

    Raises:
        EventClaimsError: If it contains anything else, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        if not (folder / manifest.NAME).is_file():
            raise EventClaimsError(f"{folder}: exists and is not an earlier export")
        if not force:
            raise EventClaimsError(
                f"{folder}: exists, and may contain work of a coder; use --force"
            )
    with make_folder(folder) as building:
        for name, content in exported.files.items():
            path = building / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
