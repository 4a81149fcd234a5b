"""Citations of a package and of one row."""

import json
import shutil

import pytest
import rispy
from pybtex.database import parse_string
from support.commands import run

from eventclaims.documentation.citation import make_citation
from eventclaims.documentation.citation_styles import FORMATS
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package


def describe(package, **changes):
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(descriptor | {"created": "2020-06-01T00:00:00Z"} | changes), "utf-8")
    return package


def cite(package, form, record=None):
    with open_package(package) as opened:
        return dict(FORMATS)[form](make_citation(opened, record))


@pytest.mark.parametrize("form", [name for name, _ in FORMATS])
def test_every_format_names_title_version_year_and_contributors(full_copy, form):
    text = cite(describe(full_copy), form)
    for part in ("The full package", "1.0.0", "2020", "The eventclaims contributors"):
        assert part in text


@pytest.mark.parametrize("form", [name for name, _ in FORMATS])
def test_the_citation_of_a_row_names_table_and_id_with_a_permanent_fragment(full_copy, form):
    text = cite(describe(full_copy), form, "CLM-0002")
    key = "full-1-0-0-claims-CLM-0002"
    assert "CLM-0002" in text
    assert "claims" in text
    assert "full@1.0.0#claims/CLM-0002" in text.replace(r"\#", "#") or key in text


def test_a_row_with_a_composite_key_is_cited_by_all_its_parts(full):
    assert "table event_participants" in cite(full, "apa", "EVT-0001/ACT-0001/claimed_perpetrator")


def test_a_retired_id_leads_to_its_successor(full):
    with pytest.raises(EventClaimsError, match=r"EVT-0009.* 0\.9\.0.* EVT-0001"):
        cite(full, "apa", "EVT-0009")


def test_an_empty_id_is_not_taken_for_the_whole(full):
    with pytest.raises(EventClaimsError, match=r"^an empty id: "):
        cite(full, "apa", "")


def test_an_id_of_no_row_is_an_error(full):
    with pytest.raises(EventClaimsError, match="EVT-7777: "):
        cite(full, "apa", "EVT-7777")


def test_an_imported_row_is_cited_by_its_key_in_the_imported_table(full_copy):
    lines = ["table,key,id,map", "claims,MEX-1,CLM-0002,a", "claims,gone,CLM-0999,a"]
    lines += ["claims,7,CLM-0001,a", "events,7,EVT-0001,a", "events,CLM-0003,EVT-0001,a"]
    (full_copy / "ids.csv").write_text("\n".join(lines) + "\n", "utf-8")
    assert "CLM-0002 in table claims" in cite(full_copy, "apa", "MEX-1")
    assert "CLM-0003 in table claims" in cite(full_copy, "apa", "CLM-0003")  # an id comes first
    with pytest.raises(EventClaimsError, match=r"^7: .*CLM-0001.*EVT-0001"):
        cite(full_copy, "apa", "7")
    with pytest.raises(EventClaimsError, match=r"^gone: "):
        cite(full_copy, "apa", "gone")
    twice = ["table,key,id,map", "claims,K,CLM-0002,a.toml", "claims,K,CLM-0002,b.toml"]
    (full_copy / "ids.csv").write_text("\n".join(twice) + "\n", "utf-8")
    assert "CLM-0002 in table claims" in cite(full_copy, "apa", "K")
    (full_copy / "ids.csv").write_text('a,b\n"', "utf-8")
    with pytest.raises(EventClaimsError, match=r"^ids\.csv: "):
        cite(full_copy, "apa", "MEX-1")


def test_a_doi_of_the_descriptor_is_given_as_an_address(full_copy):
    """The prefix 10.5072 is set aside for tests."""
    package = describe(full_copy, id="10.5072/full")
    assert "https://doi.org/10.5072/full#claims/CLM-0001" in cite(package, "apa", "CLM-0001")
    assert "doi = {10.5072/full}" in cite(package, "bibtex")
    assert "DO  - 10.5072/full\r\n" in cite(package, "ris")
    assert json.loads(cite(package, "csl-json"))[0]["DOI"] == "10.5072/full"


def test_a_package_without_a_day_or_contributors_is_still_cited(full_copy):
    package = describe(full_copy, created=None, contributors=[])
    assert cite(package, "apa").startswith("Unnamed contributors. (n.d.). ")


def test_signs_of_latex_are_escaped_and_line_breaks_cannot_add_a_tag(full_copy):
    package = describe(full_copy, title="A & B_{100%}\nER  - ")
    assert r"A \& B\_\textbraceleft{}100\%\textbraceright{}" in cite(package, "bibtex")
    assert cite(package, "ris").count("\r\nER  - ") == 1


PERSIAN = "\u0628\u06cc\u0627\u0646\u06cc\u0647\u200c\u0647\u0627"
FRENCH = "D\u00e9clarations\u00a0: 1\u202f000 co\u00adop\u00e9rations"
EMOJI = "\U0001f468\u200d\U0001f469 \u0643\u062a\u0627\u0628 \U0001d538"


@pytest.mark.parametrize("text", [PERSIAN, FRENCH, EMOJI])
def test_characters_that_belong_to_a_text_stay_themselves(full_copy, text):
    package = describe(full_copy, title=text, contributors=[{"title": text}])
    for form, _ in FORMATS:
        assert cite(package, form).count(text) == 2, form


INVISIBLE = "\u061c\u200b\u200c\u200d\u200e\u202a\u202e\u2060\u2066\u2069\ufeff"
CONTROLS = ["\x1b]0;x\x07", "\x9b2J", "\x7f", "\0", *INVISIBLE]


@pytest.mark.parametrize("control", CONTROLS)
def test_no_part_of_the_descriptor_controls_a_terminal(full_copy, control):
    parts = {"title": f"T{control}", "version": f"1{control}", "contributors": [{"title": control}]}
    for identifier in ("10.5072/x", "https://example.org/", "uuid"):
        package = describe(full_copy, **parts, id=identifier + control)
        with open_package(package) as opened:
            citations = [make_citation(opened, record) for record in (None, "CLM-0001")]
        for form, write in FORMATS:
            content = "".join(map(write, citations))
            assert not set(control[:1]) & set(content), form
            content.encode()


@pytest.mark.parametrize("form", ["apa", "bibtex", "ris", "csl-json"])
def test_a_citation_is_utf_8_in_every_locale(full_copy, form):
    package = describe(full_copy, title=EMOJI)
    done = run("cite", "--package", package, "--format", form, PYTHONIOENCODING="cp1252")
    assert EMOJI in done.stdout


def test_several_contributors_are_joined(full_copy):
    package = describe(full_copy, contributors=[{"title": "One"}, {"title": "Two"}, {"x": 1}])
    assert cite(package, "apa").startswith("One, & Two. ")
    assert "{One} and {Two}" in cite(package, "bibtex")


def test_the_styles_put_family_names_first_where_the_descriptor_tells_them(full_copy):
    people = [
        {"givenName": "Ana María", "familyName": "O'Neil", "roles": ["author"]},
        {"givenName": "Jo-Ann", "familyName": "Lee", "title": "Jo-Ann Lee", "roles": ["author"]},
        {"title": "A helper", "roles": ["contributor"]},
    ]
    package = describe(full_copy, contributors=people)
    assert cite(package, "apa").startswith("O'Neil, A. M., & Lee, J.-A. (2020). The full package")
    assert cite(package, "chicago").startswith("O'Neil, Ana María, and Jo-Ann Lee. 2020. The full")
    (entry,) = parse_string(cite(package, "bibtex"), "bibtex").entries.values()
    assert [person.last_names for person in entry.persons["author"]] == [["{O'Neil}"], ["{Lee}"]]
    (record,) = rispy.loads(cite(package, "ris"))
    assert record["authors"] == ["O'Neil, Ana María", "Lee, Jo-Ann"]
    names = json.loads(cite(package, "csl-json"))[0]["author"]
    assert names[1] == {"family": "Lee", "given": "Jo-Ann"}


def test_many_authors_are_cut_as_each_style_does(full_copy):
    people = [{"givenName": "A", "familyName": f"F{n}"} for n in range(21)]
    package = describe(full_copy, contributors=people)
    assert ", F18, A., . . . F20, A. (2020). " in cite(package, "apa")
    package = describe(full_copy, contributors=people[:20])
    assert ", F18, A., & F19, A. (2020). " in cite(package, "apa")
    package = describe(full_copy, contributors=people[:11])
    assert ", A F6, et al. 2020. " in cite(package, "chicago")
    package = describe(full_copy, contributors=people[:10])
    assert ", A F8, and A F9. 2020. " in cite(package, "chicago")


@pytest.mark.parametrize("identifier", ["https://doi.org/10.5072/full", "doi:10.5072/full"])
def test_a_doi_is_known_in_every_form(full_copy, identifier):
    package = describe(full_copy, id=identifier)
    assert "doi = {10.5072/full}" in cite(package, "bibtex")
    assert cite(package, "chicago").endswith(" https://doi.org/10.5072/full.")


@pytest.mark.parametrize("identifier", ["b2a5c0c8-uuid", "javascript:f()", "https://x.org/ y"])
def test_an_id_that_leads_nowhere_is_no_address(full_copy, identifier):
    package = describe(full_copy, id=identifier)
    (record,) = rispy.loads(cite(package, "ris"))
    assert "urls" not in record
    assert record["notes"] == [f"Id {identifier}; eventclaims 2.0, level anchored"]
    assert "URL" not in json.loads(cite(package, "csl-json"))[0]


@pytest.mark.parametrize("identifier", [None, "10.5072/full"])
def test_programs_read_the_citation_of_a_row_with_its_permanent_name(full_copy, identifier):
    package = describe(full_copy, id=identifier)
    (entry,) = parse_string(cite(package, "bibtex", "CLM-0002"), "bibtex").entries.values()
    assert r"full@1.0.0\#claims/CLM-0002" in entry.fields["note"]
    (record,) = rispy.loads(cite(package, "ris", "CLM-0002"))
    assert record["id"] == "full@1.0.0#claims/CLM-0002"
    (item,) = json.loads(cite(package, "csl-json", "CLM-0002"))
    assert (item["version"], item["section"], item["number"]) == ("1.0.0", "claims", "CLM-0002")
    where = "https://doi.org/10.5072/full#claims/CLM-0002" if identifier else None
    assert item.get("URL") == where
    assert record.get("urls", [None]) == [where]


def test_a_release_in_a_zip_is_cited_in_its_own_version(full_copy, tmp_path):
    path = shutil.make_archive(str(tmp_path / "release"), "zip", describe(full_copy))
    assert "Version 1.0.0" in cite(path, "apa")


def test_the_command_prints_one_citation_or_exits_2(full):
    done = run("cite", "CLM-0002", "--package", full, "--format", "csl-json")
    assert json.loads(done.stdout)[0]["number"] == "CLM-0002"
    assert run("cite", "CLM-7777", "--package", full).returncode == 2
