"""Convert tables of a package to Parquet."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq

_TYPES = {"integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}


def convert(package, names=None, *, parts=1, is_typed=False):
    """Convert the tables with these names, or all, as text or as the types of their schemas."""
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for resource in descriptor["resources"]:
        if names is None or resource["name"] in names:
            source = package / resource["path"]
            beside = resource["path"].removesuffix(".csv")
            ends = [f"-{number}" for number in range(parts)] if parts > 1 else [""]
            files = [f"{beside}{end}.parquet" for end in ends]
            table = read(source, package / resource["schema"] if is_typed else None)
            size = -(-len(table) // parts)
            for number, file in enumerate(files):
                pq.write_table(table.slice(number * size, size), package / file)
            source.unlink()
            resource |= {"path": files if parts > 1 else files[0], "format": "parquet"}
            resource.pop("hash", None), resource.pop("bytes", None)
    path.write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")
    return package


def read(source, schema=None):
    """Return a CSV file as an Arrow table; an empty cell is null."""
    with source.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    types = {}
    if schema:
        fields = json.loads(schema.read_text("utf-8"))["fields"]
        types = {field["name"]: field["type"] for field in fields}
    columns = [
        pa.array([cell or None for cell in cells]).cast(find_type(types.get(name)))
        for name, cells in zip(
            header, zip(*rows, strict=True) if rows else [()] * len(header), strict=True
        )
    ]
    return pa.Table.from_arrays(columns, names=header)


def find_type(type_):
    return pa.date32() if type_ == "date" else _TYPES.get(type_, pa.string())
