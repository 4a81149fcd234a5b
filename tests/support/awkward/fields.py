"""Fields that awkward cells are held against: every type, format, option and constraint."""

TYPES = (
    *("string", "any", "integer", "number", "boolean", "date", "time", "datetime", "year"),
    *("yearmonth", "duration", "geopoint", "geojson", "object", "array", "list"),
)
PATTERNS = (
    *(
        "ACT-[0-9]{4,}",
        "a|b",
        r"\d+",
        r"\w+",
        r"\s*",
        r"[^a]*",
        r"(a|b)*c?",
        ".",
        ".*",
        r"\S+",
        r"\D",
    ),
    *(
        r"[\w-]+",
        r"(?i:a)",
        r"a\Z",
        r"^a$",
        "a{2,3}|abc",
        r"(.)\1",
        r"(?=a)ab?",
        r"[\d]{4}-[\d]{2}",
        "",
        r"a\b",
    ),
    *(
        r"[A-Z]{3}-\d{4}",
        r"(?:ab){0,2}c*",
        "\u0645.*",
        r"[\u0600-\u06ff]+",
        r"[^\d]",
        r"x{0,1001}",
        r"\W",
        "a++",
    ),
)
"""Patterns of Python, with the parts that other engines read otherwise."""


def list_fields() -> list[dict]:
    """Return a field for every type, format, option and constraint."""
    fields: list[dict] = [{"type": kind} for kind in TYPES]
    fields += [{"type": "string", "format": f} for f in ("uri", "email", "uuid", "binary", "wkt")]
    for kind in ("date", "time", "datetime"):
        fields.append({"type": kind, "format": "any"})
    patterns = (
        "%d/%m/%Y",
        "%Y%m%d",
        "%d.%m.%Y",
        "%B %d, %Y",
        "%Y-%m-%d",
        "%y-%m-%d",
        "%Y-%m",
        "%Y-%j",
    )
    fields += [{"type": "date", "format": f} for f in patterns]
    fields += [{"type": "datetime", "format": f} for f in ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M")]
    fields += [{"type": "time", "format": f} for f in ("%H:%M", "%H.%M.%S")]
    fields += [{"type": "geopoint", "format": f} for f in ("array", "object")]
    fields += [{"type": "integer", "bareNumber": False}, {"type": "number", "bareNumber": False}]
    fields += [
        {"type": "number", "decimalChar": ",", "groupChar": "."},
        {"type": "number", "groupChar": ","},
    ]
    fields += [{"type": "number", "floatNumber": True}, {"type": "number", "decimalChar": ","}]
    fields += [{"type": "boolean", "trueValues": ["ja", "yes"], "falseValues": ["nein", "0"]}]
    fields += [{"type": "list", "itemType": kind} for kind in ("integer", "boolean", "date")]
    fields += [
        {"type": "list", "delimiter": ";"},
        {"type": "array", "arrayItem": {"type": "integer"}},
    ]
    fields += [
        {"type": "any", "missingValues": []},
        {"type": "integer", "missingValues": ["NA", "-"]},
    ]
    fields += [
        {"type": "string", "missingValues": ["", "NA", "a"]},
        {"type": "date", "missingValues": ["?"]},
    ]
    return [*fields, *_constrain()]


def _constrain():
    for kind in TYPES:
        yield {"type": kind, "constraints": {"required": True}}
        if kind not in ("list", "geojson"):
            yield {"type": kind, "constraints": {"enum": _ENUMS.get(kind, ["a", "1", "0,0"])}}
    for kind, (low, high) in _BOUNDS.items():
        yield {"type": kind, "constraints": {"minimum": low, "maximum": high}}
        yield {"type": kind, "constraints": {"exclusiveMinimum": low, "exclusiveMaximum": high}}
        yield {"type": kind, "constraints": {"required": True, "minimum": high}}
    yield {"type": "number", "floatNumber": True, "constraints": {"minimum": 0.1, "maximum": 12}}
    yield {"type": "number", "floatNumber": True, "constraints": {"exclusiveMinimum": 0.1}}
    yield {"type": "number", "decimalChar": ",", "constraints": {"minimum": 1}}
    yield {"type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "01/01/2024"}}
    yield {"type": "number", "constraints": {"maximum": 1e30}}
    yield {"type": "integer", "constraints": {"maximum": 10**19}}
    yield {"type": "string", "constraints": {"minLength": 2, "maxLength": 3}}
    for kind in ("array", "object", "list"):
        yield {"type": kind, "constraints": {"minLength": 1, "maxLength": 2}}
    for pattern in PATTERNS:
        yield {"type": "string", "constraints": {"pattern": pattern}}
    yield {
        "type": "string",
        "constraints": {"pattern": "[a-c]+", "maxLength": 2, "enum": ["a", "abc", "d"]},
    }
    yield {
        "type": "string",
        "format": "uri",
        "constraints": {"pattern": "https.*", "required": True},
    }


_ENUMS = {
    "integer": [1, "12", "-5", "007"],
    "number": [1, 1.5, "0.30", "1e3", -0.5],
    "boolean": ["true", "1"],
    "date": ["2024-01-05", "2024-2-29"],
    "time": ["12:00:00Z", "00:00:00"],
    "datetime": ["2024-01-05T12:00:00", "2024-01-05T12:00:00Z"],
    "year": ["1999", "0000"],
    "yearmonth": ["2024-12", "2024-1"],
    "duration": ["P1D", "PT36H"],
    "object": ['{"a": 1}'],
    "array": ["[1, 2]"],
}
_BOUNDS = {
    "integer": (1, 123),
    "number": (0.5, "1.50"),
    "date": ("2024-01-05", "2024-02-29"),
    "year": (999, 1999),
    "yearmonth": ("2024-01", "2024-12"),
}
