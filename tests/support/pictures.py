"""Packages with relations and places to draw, and what a page draws."""

import re
from html import unescape

from support.editing import change, edit_json

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eabc'
TAGS = {"line": re.compile(r"<line (x1=[^>]*)>"), "tr": re.compile(r"<tr (data-valid[^>]*)>")}
LINKED = re.compile(r'<a href="actors/([^"]*)\.html" (data-valid[^>]*)>')


def relate(package, *relations):
    """Write relations: subject and object by the last figure of their id, code, first, last day."""

    def make(number, relation):
        subject, kind, target, first, last = relation
        return {
            "relation_id": f"REL-{number:04}",
            "subject_id": f"ACT-000{subject}",
            "relation": kind,
            "object_id": f"ACT-000{target}",
            "title": "",
            "valid_from": first,
            "valid_until": last,
            "source_id": "SRC-0001",
            "notes": "",
        }

    rows = [make(number, each) for number, each in enumerate(relations, 1)]
    change(package, "actor_relations", lambda _: rows)
    return package


def list_shown(page, tag):
    """Return for each line or row of a network whether it is shown."""
    return ["off" not in attributes for attributes in TAGS[tag].findall(page)]


def list_days(page, tag):
    """Return the intervals of each line or row of a network."""
    found = TAGS[tag].findall(page)
    return [unescape(re.search(r'data-valid="([^"]*)"', each)[1]) for each in found]


def date_package(package):
    """Give the descriptor of a package a day."""
    day = "2020-07-01T00:00:00Z"
    edit_json(package / "datapackage.json", lambda descriptor: descriptor.update(created=day))
    return package
