"""The documented part of the REST API of InvenioRDM that publishing uses."""

# ruff: noqa: D102, ARG002 - the names of routes suffice, and all take the request

import copy
import hashlib
import json

from support.service import Answer, ComplaintError, Service

_TEXT = {"type": "string", "minLength": 1}
_PERSON = {
    "type": "object",
    "required": ["type"],
    "properties": {"type": {"enum": ["personal", "organizational"]}},
    "if": {"properties": {"type": {"const": "personal"}}},
    "then": {"required": ["family_name"]},
    "else": {"required": ["name"]},
}
METADATA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "resource_type": {"type": "object", "properties": {"id": {"const": "dataset"}}},
        "title": _TEXT,
        "version": _TEXT,
        "publication_date": {"type": "string", "pattern": r"^(\d{4}(-\d\d(-\d\d)?)?)?$"},
        "publisher": _TEXT,
        "description": _TEXT,
        "creators": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["person_or_org"],
                "properties": {"person_or_org": _PERSON},
            },
        },
        "subjects": {"type": "array", "items": {"required": ["subject"]}},
        "rights": {
            "type": "array",
            "items": {"anyOf": [{"required": ["id"]}, {"required": ["title"]}]},
        },
    },
}
DRAFT = {
    "type": "object",
    "required": ["access", "files", "metadata"],
    "additionalProperties": False,
    "properties": {
        "access": {"const": {"record": "public", "files": "public"}},
        "files": {"const": {"enabled": True}},
        "metadata": METADATA,
        "pids": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "doi": {
                    "type": "object",
                    "required": ["identifier", "provider"],
                    "properties": {"identifier": _TEXT, "provider": {"enum": ["datacite"]}},
                }
            },
        },
    },
}
FILES = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "object",
        "required": ["key"],
        "additionalProperties": False,
        "properties": {"key": {"type": "string", "pattern": "^[^/]+$"}},
    },
}
_NEEDED = ("resource_type", "title", "publication_date", "creators", "publisher")
RECORDS = "application/vnd.inveniordm.v1+json"


class ZenodoServer(Service):
    """Records, drafts and files in memory.

    Attributes:
        records: Draft or record by id.
        lag: The number of searches that do not find a new draft yet.
        gives: The content of each download, instead of the file.
    """

    def __init__(self):
        super().__init__()
        self.records = {}
        self.lag = 0
        self.count = 0
        self.gives = None
        self.api = f"{self.address}/api"

    def list_public(self):
        return [r for r in self.records.values() if r["is_published"]]

    def list_drafts(self):
        return [r for r in self.records.values() if not r["is_published"]]

    def check(self, request):
        super().check(request)
        accept = request.headers.get("accept", "")
        if RECORDS not in accept and not request.path.endswith("/content"):
            raise ComplaintError(f"Zenodo answers {accept} in its old form")

    def make(self, metadata, parent=None):
        self.count += 1
        record = {
            "id": f"rec-{self.count}",
            "parent": parent or f"con-{self.count}",
            "metadata": metadata,
            "doi": None,
            "is_published": False,
            "files": {},
            "unseen": self.lag,
            "index": 1 + sum(r["parent"] == parent for r in self.records.values()),
        }
        self.records[record["id"]] = record
        return record

    def show(self, record):
        parent = {"id": record["parent"]}
        # The concept has a DOI once a version of it is public.
        if any(
            r["is_published"] and r["parent"] == record["parent"] for r in self.records.values()
        ):
            parent["pids"] = {
                "doi": {"identifier": f"10.5072/{record['parent']}", "provider": "datacite"}
            }
        pids = (
            {"doi": {"identifier": record["doi"], "provider": "datacite"}} if record["doi"] else {}
        )
        return {
            "id": record["id"],
            "is_published": record["is_published"],
            "metadata": copy.deepcopy(record["metadata"]),
            "parent": parent,
            "pids": pids,
            "files": {"enabled": True},
            "versions": {"index": record["index"]},
        }

    def find(self, name, *, draft):
        record = self.records.get(name)
        return record if record and record["is_published"] != draft else None

    def search(self, request, records):
        size, page = int(request.query["size"]), int(request.query["page"])
        if size > 25:
            raise ComplaintError(f"{size} records asked for at once")
        seen = [r for r in records if not r["unseen"]]
        for record in records:
            record["unseen"] = max(0, record["unseen"] - 1)
        hits = [self.show(r) for r in reversed(seen)][(page - 1) * size : page * size]
        return Answer(200, {"hits": {"hits": hits, "total": len(seen)}})

    def list_own(self, request):
        return self.search(request, list(self.records.values()))

    def list_versions(self, request, name):
        parent = self.records[name]["parent"]
        return self.search(request, [r for r in self.list_public() if r["parent"] == parent])

    def create(self, request):
        metadata = request.read_json(DRAFT)["metadata"]
        return Answer(201, self.show(self.make(metadata)))

    def create_version(self, request, name):
        old = self.find(name, draft=False)
        if not old:
            return Answer(404, {"message": "no such record"})
        for record in self.list_drafts():
            if record["parent"] == old["parent"]:
                return Answer(201, self.show(record))
        left_out = ("version", "publication_date")
        metadata = {k: v for k, v in old["metadata"].items() if k not in left_out}
        return Answer(201, self.show(self.make(metadata, old["parent"])))

    def read_draft(self, request, name):
        record = self.find(name, draft=True)
        return Answer(200, self.show(record)) if record else Answer(404, {"message": "no draft"})

    def read_record(self, request, name):
        record = self.find(name, draft=False)
        return Answer(200, self.show(record)) if record else Answer(404, {"message": "no record"})

    def describe(self, request, name):
        record = self.find(name, draft=True)
        body = request.read_json(DRAFT)
        record["metadata"] = body["metadata"]
        # The metadata are replaced completely: what is not sent is deleted.
        record["doi"] = body.get("pids", {}).get("doi", {}).get("identifier")
        shown = self.show(record)
        shown["errors"] = [
            {"field": f"metadata.{key}", "messages": ["Missing data for required field."]}
            for key in _NEEDED
            if not record["metadata"].get(key)
        ]
        return Answer(200, shown if shown["errors"] else {**shown, "errors": []})

    def reserve(self, request, name):
        record = self.find(name, draft=True)
        if record["doi"]:
            raise ComplaintError("a DOI was reserved twice")
        record["doi"] = f"10.5072/zenodo.{name}"
        return Answer(201, self.show(record))

    def publish(self, request, name):
        record = self.find(name, draft=True)
        if not record:
            return Answer(404, {"message": "no draft"})
        if not record["files"] or not all(f["done"] for f in record["files"].values()):
            raise ComplaintError("published before every file was committed")
        if not all(record["metadata"].get(key) for key in _NEEDED):
            raise ComplaintError("published before it was described")
        record["is_published"] = True
        return Answer(202, self.show(record))

    def show_file(self, key, file):
        shown = {"key": key, "status": "completed" if file["done"] else "pending", "metadata": None}
        if file["done"]:
            checksum = hashlib.md5(file["content"], usedforsecurity=False).hexdigest()
            shown |= {"checksum": f"md5:{checksum}", "size": len(file["content"])}
        return shown

    def list_files(self, request, name, draft):
        record = self.find(name, draft=bool(draft))
        if not record:
            return Answer(404, {"message": "no such record"})
        entries = [self.show_file(*item) for item in record["files"].items()]
        return Answer(200, {"enabled": True, "entries": entries})

    def begin_files(self, request, name):
        files = self.find(name, draft=True)["files"]
        for entry in request.read_json(FILES):
            if entry["key"] in files:
                raise ComplaintError(f"{entry['key']} was begun twice")
            files[entry["key"]] = {"content": None, "done": False}
        return Answer(201, {"entries": [self.show_file(*item) for item in files.items()]})

    def take_content(self, request, name, key):
        file = self.find(name, draft=True)["files"][key]
        if request.headers.get("content-type") != "application/octet-stream":
            raise ComplaintError("content is always application/octet-stream")
        if file["content"] is not None:
            raise ComplaintError(f"{key} was sent twice into one upload")
        file["content"] = request.body
        return Answer(200, self.show_file(key, file))

    def commit(self, request, name, key):
        file = self.find(name, draft=True)["files"][key]
        if file["content"] is None or file["done"]:
            raise ComplaintError(f"{key} cannot be committed")
        file["done"] = True
        return Answer(200, self.show_file(key, file))

    def delete_file(self, request, name, key):
        del self.find(name, draft=True)["files"][key]
        return Answer(204)

    def give_content(self, request, name, key):
        stored = self.find(name, draft=False)["files"][key]["content"]
        return Answer(200, stored if self.gives is None else self.gives)

    bare = r"/(commit|publish|versions|doi)$"
    _ID, _KEY = r"/api/records/(rec-\d+)", r"/files/([^/]+)"
    routes = (
        ("GET", r"/api/user/records", list_own),
        ("POST", r"/api/records", create),
        ("GET", f"{_ID}", read_record),
        ("GET", f"{_ID}/draft", read_draft),
        ("PUT", f"{_ID}/draft", describe),
        ("POST", f"{_ID}/draft/pids/doi", reserve),
        ("POST", f"{_ID}/draft/actions/publish", publish),
        ("GET", f"{_ID}(/draft)?/files", list_files),
        ("POST", f"{_ID}/draft/files", begin_files),
        ("PUT", f"{_ID}/draft{_KEY}/content", take_content),
        ("POST", f"{_ID}/draft{_KEY}/commit", commit),
        ("DELETE", f"{_ID}/draft{_KEY}", delete_file),
        ("GET", f"{_ID}{_KEY}/content", give_content),
        ("POST", f"{_ID}/versions", create_version),
        ("GET", f"{_ID}/versions", list_versions),
    )

    def dump(self):
        """Return all records, for comparison."""
        return json.loads(
            json.dumps(self.records, default=lambda data: hashlib.sha256(data).hexdigest())
        )
