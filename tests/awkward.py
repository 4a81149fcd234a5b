"""Cells that readers disagree about, and the fields that they are held against."""

BLANKS = ["", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2009", "\u3000", "\ufeff", "\u200b"]
MISSING = [
    "NA",
    "na",
    "N/A",
    "NaN",
    "nan",
    "null",
    "NULL",
    "None",
    "-",
    "--",
    ".",
    "n/a",
    "?",
    "\\N",
]
DIGITS = ["0", "1", "7", "12", "123", "1234", "12345", "01", "007", "00", "000", "0000", "0012"]
SIGNED = [
    "-0",
    "+0",
    "-1",
    "+1",
    "--1",
    "- 1",
    "-",
    "+",
    "-01",
    "\u22121",
    "1-",
    "-12",
    "-5",
    "-123456",
]
SEPARATED = [
    "1_0",
    "1__0",
    "_1",
    "1_",
    "1,000",
    "1.000",
    "1 000",
    "1'000",
    "1\u00a0000",
    "0x10",
    "0b1",
]
WIDE = [
    "\uff11",
    "\uff11\uff12",
    "\u0663",
    "\u0967\u0968",
    "\u00b2",
    "\u00bd",
    "\u2460",
    "1\u0663",
    "\u06f1\u06f2",
]
PADDED = [
    " 1",
    "1 ",
    " 1 ",
    "\t1",
    "1\n",
    "\n1",
    "1\u00a0",
    "\u20091",
    "1\r\n",
    "\ufeff1",
    "1\u200b",
]
HUGE = ["9" * 15, "9" * 16, "9" * 17, "9" * 18, "9" * 19, "9" * 25, "9" * 40, "1" * 400, "9" * 4301]
HUGE += ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-" + "9" * 18]
FRACTIONS = [
    "1.0",
    "1.5",
    "0.1",
    ".5",
    "5.",
    "1.50",
    "-0.5",
    "-0.0",
    "+1.5",
    "1..5",
    "1.5.1",
    "0.30",
]
FRACTIONS += [
    "0.1000000000000000055511151231257827",
    "2.675",
    "99999999999999.5",
    "1,5",
    "1;5",
    "0.5",
]
EXPONENTS = ["1e3", "1E3", "1e+3", "1e-3", "1e", "e3", "1e3.5", "1e400", "-1e400", "1e-400", "0e0"]
SPECIAL = ["inf", "-inf", "INF", "+Infinity", "infinity", "-nan", "Inf", "1e999999999"]
BOOLEANS = [
    "true",
    "True",
    "TRUE",
    "tRUE",
    "t",
    "T",
    "yes",
    "Yes",
    "y",
    "on",
    "1.0",
    "false",
    "False",
]
BOOLEANS += ["FALSE", "f", "no", "n", "off", "true ", " true", "ja", "nein", "TRUE\n", "wahr"]
DAYS = [
    "2024-01-05",
    "2024-1-5",
    "2024-01-5",
    "24-01-05",
    "02024-01-05",
    "2024-02-29",
    "2023-02-29",
]
DAYS += [
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "2024-01-32",
    "2024-04-31",
    "0001-01-01",
    "0000-01-01",
]
DAYS += ["9999-12-31", "10000-01-01", "-0001-01-01", "+2024-01-05", "2024-01-05 ", " 2024-01-05"]
DAYS += ["2024-01-05T00:00", "2024-01-05T00:00:00", "2024-01-05 00:00:00", "20240105", "2024/01/05"]
DAYS += [
    "05/01/2024",
    "01/05/2024",
    "5.1.2024",
    "05.01.2024",
    "2024",
    "2024-01",
    "2024-W01-1",
    "2024-005",
]
DAYS += [
    "January 5, 2024",
    "5 Jan 2024",
    "2024\u201101\u201105",
    "\uff12\uff10\uff12\uff14-01-05",
    "2024-01-05\n",
]
DAYS += [
    "2024-\u0661\u0662-05",
    "1899-12-31",
    "1900-02-29",
    "2000-02-29",
    "2024-01-05Z",
    "2024--01-05",
]
TIMES = [
    "00:00:00",
    "23:59:59",
    "24:00:00",
    "23:59:60",
    "12:00",
    "12",
    "1:02:03",
    "12:00:00Z",
    "12:00:00.5",
]
TIMES += [
    "12:00:00+02:00",
    "12:60:00",
    "25:00:00",
    "12:00:00 ",
    "T12:00:00",
    "120000",
    "12:00:00,5",
    "12.00.00",
]
MOMENTS = [
    "2024-01-05T12:00:00",
    "2024-01-05T12:00:00Z",
    "2024-01-05T12:00:00+02:00",
    "2024-01-05T24:00:00",
]
MOMENTS += [
    "2024-01-05T12:00:00.123",
    "2024-01-05T12:00:00.123456789",
    "2024-01-05t12:00:00",
    "2024-01-05_12:00:00",
]
MOMENTS += [
    "2024-01-05T12:00",
    "2024-02-30T12:00:00",
    "2024-01-05T12:00:60",
    "2024-01-05T12:00:00z",
]
MOMENTS += [
    "2024-01-05T12:00:00 ",
    "20240105T120000",
    "2024-01-05T12:00:00-00:00",
    "0000-01-05T12:00:00",
]
MOMENTS += [
    "05/01/2024 12:00",
    "2024-01-05 12:00:00+00",
    "9999-12-31T23:59:59",
    "2024-01-05T12:00:0",
]
MONTHS = [
    "2024-1",
    "2024-12",
    "2024-13",
    "2024-00",
    "24-01",
    "2024-001",
    "-2024-01",
    "2024-01-01",
    "2024-+1",
    " 2024-01",
]
MONTHS += ["12024-01", "0-1", "2024-\uff11", "2024 - 01", "0000-01", "02024-01"]
YEARS = [
    "1999",
    "0000",
    "9999",
    "999",
    "10000",
    "-999",
    "+999",
    "1_99",
    " 199",
    "199 ",
    "\uff11\uff19\uff19\uff19",
    "19.9",
]
SPANS = [
    "P1D",
    "P1Y",
    "PT1H",
    "P1M",
    "P",
    "PT",
    "P1W",
    "P1Y2M3DT4H5M6S",
    "-P1D",
    "P1.5D",
    "p1d",
    "P1D ",
    "1D",
    "PT36H",
]
SPANS += ["P0D", "P00001D", "P99999Y", "PT1.5S", "P1S", "P\u0661D", "P10000M"]
PLACES = [
    "0,0",
    "1,2",
    "-90.5,-45.25",
    "180,90",
    "181,0",
    "0,91",
    "90.5, 45.5",
    "90.5 ,45.5",
    "[90,45]",
    "1",
    "1,2,3",
]
PLACES += [
    '{"lon": 1, "lat": 2}',
    "a,b",
    "1,",
    ",1",
    "99.9,89.9",
    "-0,0",
    "NaN,0",
    "[1]",
    "1;2",
    "99,90.1",
    "1e1,2",
]
JSON = [
    "{}",
    "[]",
    '{"a": 1}',
    "[1, 2]",
    '"a"',
    "{",
    "[1,",
    "{'a': 1}",
    "[]x",
    ' {"a": 1}',
    '["a", "b"]',
    "[[1]]",
]
JSON += [
    '{"type": "Point", "coordinates": [1, 2]}',
    '{"type": "Point"}',
    "POINT (1 2)",
    "POINT(1 2)",
    "POINT (1)",
]
LISTS = ["a,b", "a, b", ",", "1,2,3", "1,,2", "1, 2", "a;b", "true,false", "2024-01-05,2024-01-06"]
LINKS = [
    "http://a.b",
    "https://example.org/",
    "https://example.org/a/b?c=d#e",
    "HTTP://A.B",
    "example.org",
    "//a.b",
    "a:b",
]
LINKS += [
    "http:// a",
    "http://a b",
    "http://a/%zz",
    "http://a/%20",
    "https://a..b",
    "https://-a.b/",
    "ftp://a",
    "mailto:a@b.c",
]
LINKS += [
    "http://[::1]/",
    "http://a:99999/",
    "http://\u00e4.de",
    "https://a.b/\u00e4",
    "http:",
    "urn:x:y",
    "http://a_b/",
    "http://",
]
MAILS = [
    "a@b.com",
    "a@bc.com",
    "a.b@bc.org",
    "A@BC.com",
    "a@b",
    "@b.com",
    "a@",
    "a..b@bc.com",
    "a@bc.c",
    "a b@bc.com",
]
MAILS += [
    "a@bc.com ",
    "\u00e4@bc.com",
    "a@-bc.com",
    "a+b@bc.net",
    "a@b_c.com",
    "a" * 64 + "@bc.com",
    "a" * 65 + "@bc.com",
]
UUIDS = [
    "12345678-1234-1234-1234-123456789012",
    "12345678-1234-1234-1234-12345678901",
    "12345678123412341234123456789012",
]
UUIDS += [
    "{12345678-1234-1234-1234-123456789012}",
    "abcdefab-abcd-4bcd-8bcd-abcdefabcdef",
    "ABCDEFAB-ABCD-4BCD-8BCD-ABCDEFABCDEF",
]
UUIDS += ["g2345678-1234-1234-1234-123456789012", "00000000-0000-0000-0000-000000000000"]
BINARIES = [
    "YQ==",
    "YWI=",
    "YWJj",
    "YWJjZA",
    "YQ=",
    "Y",
    "YWJj\n",
    "Y W J j",
    "\u00e4",
    "YW-_",
    "====",
]
WORDS = [
    "a",
    "b",
    "c",
    "A",
    "ab",
    "abc",
    "abcd",
    "a b",
    "a\nb",
    "a\n",
    "\na",
    'a"b',
    '"',
    "a,b",
    ",",
    "'",
    "it's",
    "\\",
    "%s",
]
WORDS += [
    "ACT-0001",
    "ACT-0001\n",
    "ACT-001",
    "act-0001",
    "ACT-\u0661\u0661\u0661\u0661",
    "ACT-00011",
    " ACT-0001",
    "XACT-0001",
]
WORDS += [
    "\u00e9",
    "e\u0301",
    "\U0001f600",
    "\U0001f468\u200d\U0001f469",
    "\u0645\u062f\u064a\u0646\u0629",
    "\u65e5\u672c",
    "\ufb01",
    "\u0130",
    "\u00df",
    "x" * 300,
]
WORDS += [
    "=1+1",
    "@a",
    "#a",
    "a#b",
    "a;b",
    "a|b",
    "a\tb",
    "a\rb",
    "true\n",
    "{0}",
    "{",
    "$",
    "^",
    "a$",
    "^a",
    "..",
    "\x7f",
    "\x01",
]
VALUES = list(
    dict.fromkeys(
        [
            *(BLANKS + MISSING + DIGITS + SIGNED + SEPARATED + WIDE + PADDED + HUGE + FRACTIONS),
            *(EXPONENTS + SPECIAL + BOOLEANS + DAYS + TIMES + MOMENTS + MONTHS + YEARS + SPANS),
            *(PLACES + JSON + LISTS + LINKS + MAILS + UUIDS + BINARIES + WORDS),
        ]
    )
)
"""Every awkward value once."""

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
