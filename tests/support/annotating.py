"""Packages with any text, their annotations, and tools that change them."""

import json
import shutil

import cassis
from hypothesis import strategies as st

from eventclaims.evidence.fingerprints import hash_text
from eventclaims.evidence.spans import describe_span
from eventclaims.exchange.annotations.export import make_export, write_export
from eventclaims.exchange.annotations.reading import make_reader
from eventclaims.exchange.coding import read_coding
from eventclaims.package.opening import open_package
from eventclaims.tables.canonical import format_table
from support.workbooks import read_table

TEXT = "northtown-report.txt"
ANNOTATIONS = {
    "hypothesis": "annotations.json",
    "xmi": "xmi/SRC-0001.xmi",
    "json": "json/SRC-0001.json",
}
URL = "http://localhost:8000/"
KINDS = tuple(ANNOTATIONS)
# Letters of two units, joined and combining ones, right-to-left text, all line ends, no width.
_PIECES = ["😀", "👩‍👩‍👧", "e\u0301", "\u0301", "مرحبا", "שלום", "\u202e", "\u200b"]
_PIECES += ["\u200d", "\ufeff"]
_PIECES += ["\r\n", "\n", "\r", "\t", " ", "\u00a0", "\u2028", "a", "b", "rockets", "Rockets"]
_PIECES += ["<b>", "&amp;", '"', "]]>", "\U0010ffff", "…"]
texts = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=25).map("".join)


@st.composite
def spans(draw, text):
    """Give the spans of a text; they may overlap, be equal or be within each other."""
    ends = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted).filter(lambda s: s[0] < s[1])
    return draw(st.lists(ends.map(tuple), max_size=6))


def make_package(example, folder, text, found, uncoded=()):
    """Copy a package; its text and the passages of its one document are the given ones."""
    package = shutil.copytree(example, folder)
    (package / "texts" / TEXT).write_bytes(text.encode())
    sources = read_table(package / "data", "sources")
    length, sha256 = str(len(text)), hash_text(text)
    sources[0] |= {"text_sha256": sha256, "text_length": length}
    write_table(package, "sources", sources, ["source_id"])
    records = [("claims", f"CLM-000{n}", "") for n in (1, 2, 3)] + [
        ("claims", "CLM-0001", "claim_type"),
        ("events", "EVT-0001", "title"),
        ("sources", "SRC-0001", ""),
    ]
    rows = [
        dict(zip(("table", "record_id", "field"), record, strict=True))
        | {"evidence_id": f"EVD-{n:04d}", "source_id": "SRC-0001", "locator": ""}
        | describe_span(text, *span)
        for n, (record, span) in enumerate(zip(records, found, strict=False), 1)
    ]
    locator = {"evidence_id": "EVD-0900", "table": "claims", "record_id": "CLM-0001"}
    locator |= {"source_id": "SRC-0002", "locator": "p. 3"}
    write_table(package, "evidence", [*rows, locator], ["evidence_id"])
    unique = {start: (start, end) for start, end in uncoded}
    rows = [
        {"source_id": "SRC-0001", "reason": "heading"} | describe_span(text, *span)
        for span in unique.values()
    ]
    write_table(package, "uncoded_passages", rows, ["source_id", "start"])
    return package


def write_table(package, name, rows, key):
    """Replace the rows of a table."""
    path = package / "data" / f"{name}.csv"
    header = path.read_text("utf-8").splitlines()[0].split(",")
    rows = [dict.fromkeys(header, "") | row for row in rows]
    types = ["string" if column != "start" else "integer" for column in key]
    path.write_bytes(format_table(header, rows, key, types).encode())


def export(package, folder, kind, texts=None, **options):
    """Export a package; return the file that a tool imports."""
    tool = "hypothesis" if kind == "hypothesis" else "cas"
    options = {"base_url": URL} | options
    with open_package(package) as opened:
        write_export(
            make_export(opened, tool, texts or package / "texts", **options), folder, force=True
        )
    return folder / ANNOTATIONS[kind]


def read_back(package, path, kind, folder=None, **options):
    """Read a file of a tool; return the coding."""
    tool = "hypothesis" if kind == "hypothesis" else "cas"
    texts = folder or package / "texts"
    with open_package(package) as opened:
        return read_coding(opened, path, make_reader(tool, texts), texts, **options)


def list_changes(coding):
    """Return the changed cells of a coding, as table, key, column, old and new value."""
    changes = []
    for plan in coding.plans:
        key = plan.table.key or plan.table.fields
        before, after = (
            {tuple(row[name] for name in key): row for row in tables[plan.name]}
            for tables in (coding.base, coding.tables)
        )
        for place in sorted(before | after):
            old, new = before.get(place, {}), after.get(place, {})
            changes += [
                (plan.name, "/".join(place), name, old.get(name), new.get(name))
                for name in plan.table.fields
                if old.get(name) != new.get(name)
            ]
    return changes


def list_faults(coding):
    """Return the faults of a coding as text."""
    return [str(fault) for fault in coding.faults.found]


class HypothesisFile:
    """The annotations of Hypothesis, changed as a person would."""

    def __init__(self, path):
        self.path = path
        self.content = json.loads(path.read_text("utf-8"))
        self.annotations = self.content["annotations"]

    def save(self):
        """Write what the client keeps when it imports a file."""
        kept = ("target", "tags", "text", "uri", "document")
        self.content["annotations"] = [
            {name: one[name] for name in (*kept, "user", "references") if name in one}
            for one in self.annotations
        ]
        self.path.write_text(json.dumps(self.content), "utf-8")

    def find(self, id_):
        """Return the annotation with an id."""
        return next(one for one in self.annotations if f"example:{id_}" in one["tags"])

    def list(self):
        """Return the ids of the annotations of rows."""
        tags = (tag for one in self.annotations for tag in one["tags"])
        return [tag.partition(":")[2] for tag in tags if tag.startswith("example:")]

    def state(self, id_, **features):
        """Change what an annotation states."""
        _state_tags(self.find(id_), features)

    def move(self, id_, text, start, end):
        """Select another passage."""
        self.find(id_)["target"][0]["selector"] = _select(text, start, end)

    def delete(self, id_):
        """Delete an annotation."""
        self.annotations.remove(self.find(id_))

    def add(self, layer, text, start, end, **features):
        """Add an annotation."""
        url = f"{URL}SRC-0001.html"
        one = {"uri": url, "text": "", "tags": [f"table:{layer}"], "document": {"title": "x"}}
        one["target"] = [{"source": url, "selector": _select(text, start, end)}]
        _state_tags(one, features)
        self.annotations.append(one)


def _state_tags(one, features):
    for name, value in features.items():
        column = {"claim_id": "row:", "event_id_": "row:", "evidence_field": "field:"}.get(name)
        start = column or f"{name}="
        one["tags"] = [tag for tag in one["tags"] if not tag.startswith(start)]
        if value:
            one["tags"].append(f"{start}{value}")


def _select(text, start, end):
    units = [len(text[:n].encode("utf-16-le")) // 2 for n in (start, end)]
    around = {"prefix": text[max(start - 32, 0) : start], "suffix": text[end : end + 32]}
    return [
        {"type": "TextPositionSelector", "start": units[0], "end": units[1]},
        {"type": "TextQuoteSelector", "exact": text[start:end]} | around,
    ]


class CasFile:
    """A CAS, changed with dkpro-cassis in place of INCEpTION."""

    def __init__(self, path):
        self.path = path
        if path.suffix == ".json":
            self.cas = cassis.load_cas_from_json(path.read_text("utf-8"))
        else:
            with path.with_name("TypeSystem.xml").open("rb") as file:
                types = cassis.load_typesystem(file)
            with path.open("rb") as file:
                self.cas = cassis.load_cas_from_xmi(file, types)

    def save(self):
        """Write the CAS."""
        is_json = self.path.suffix == ".json"
        content = self.cas.to_json() if is_json else self.cas.to_xmi()
        if not is_json:
            self.path.with_name("TypeSystem.xml").write_text(self.cas.typesystem.to_xml(), "utf-8")
        self.path.write_text(content, "utf-8", newline="")

    def _all(self):
        found = self.cas.select_all_annotations()
        return [one for one in found if one.type.name.startswith("webanno.custom")]

    def replace(self, old, new):
        """Change the text, and move all annotations with it."""
        text, more = self.cas.sofa_string, len(new) - len(old)
        found = self._all()
        for one in found:
            self.cas.remove(one)
        self.cas.sofa_string = text.replace(old, new)
        for one in found:
            one.begin += more * text.count(old, 0, one.begin)
            one.end += more * text.count(old, 0, one.end)
            self.cas.add(one)

    def find(self, id_):
        """Return the annotation with an id."""
        return next(one for one in self._all() if getattr(one, "evidence_id", "") == id_)

    def list(self):
        """Return the ids of the annotations of rows."""
        return [one.evidence_id for one in self._all() if getattr(one, "evidence_id", "")]

    def state(self, id_, **features):
        """Change what an annotation states."""
        one = self.find(id_)
        for name, value in features.items():
            setattr(one, name, value or None)

    def move(self, id_, text, start, end):  # noqa: ARG002 - as the other tool
        """Select another passage."""
        one = self.find(id_)
        self.cas.remove(one)
        one.begin, one.end = start, end
        self.cas.add(one)

    def delete(self, id_):
        """Delete an annotation."""
        self.cas.remove(self.find(id_))

    def add(self, layer, text, start, end, **features):  # noqa: ARG002 - as the other tool
        """Add an annotation."""
        name = "".join(part.capitalize() for part in layer.split("_"))
        make = self.cas.typesystem.get_type(f"webanno.custom.{name}")
        self.cas.add(make(begin=start, end=end, **features))


def open_tool(path):
    """Open an exported file in its tool."""
    return HypothesisFile(path) if path.name == "annotations.json" else CasFile(path)
