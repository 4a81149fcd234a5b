"""A package is read once for all writers: typed cells and the description are cached."""

from collections import Counter

from support.editions import make_formats, read

from eventclaims.release import release_input, release_table
from eventclaims.release.metadata.citation_files import make_citations
from eventclaims.release.metadata.datacite import make_datacite


def test_each_column_is_typed_once_and_the_release_described_once(full, monkeypatch):
    counts = Counter()

    def count(name, module=release_input):
        function = getattr(module, name)

        def counted(*words):
            counts[name, words[0] if isinstance(words[0], str) else ""] += 1
            return function(*words)

        monkeypatch.setattr(module, name, counted)

    count("read_cells", release_table)
    count("describe_release")
    count("read_rows")
    release = read(full)
    make_formats(release)
    list(make_citations(release, ()))
    list(make_datacite(release, ()))
    assert counts.pop(("describe_release", "")) == 1
    assert counts.pop(("read_rows", "")) == len(release.package.tables)
    assert counts == {("read_cells", t.file): len(t.columns) for t in release.sheets}
