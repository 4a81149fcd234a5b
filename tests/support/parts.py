"""Divide a table of a package into several files."""

import csv
import io
import json


def split(package, name, count=3):
    """Divide a table into parts, the second of which has no rows, and return their paths."""
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    resource = next(one for one in descriptor["resources"] if one["name"] == name)
    whole = package / resource["path"]
    header, *records = divide(whole.read_text("utf-8"))
    beside = resource["path"].removesuffix(".csv")
    files = [f"{beside}-{number}.csv" for number in range(count)]
    size = max(len(records) // (count - 1), 1)
    rows = [records[:size], []]
    rows += [records[n * size : (n + 1) * size] for n in range(1, count - 2)]
    rows.append(records[(count - 2) * size :])
    for file, part in zip(files, rows, strict=True):
        (package / file).write_text("".join([header, *part]), "utf-8")
    whole.unlink()
    resource["path"] = files
    path.write_text(json.dumps(descriptor, indent=2) + "\n", "utf-8")
    return files


def divide(text):
    """Return the records of a CSV file as text."""
    lines = io.StringIO(text, newline="")
    taken = []

    def take():
        for line in lines:
            taken.append(line)
            yield line

    records, last = [], 0
    for _ in csv.reader(take()):
        records.append("".join(taken[last:]))
        last = len(taken)
    return records
