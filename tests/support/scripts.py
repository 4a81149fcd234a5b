"""Run the scripts of a site's page to check a copy of a text."""

import json
import shutil
import subprocess

from eventclaims.evidence.spans import read_documents
from eventclaims.evidence.verify import verify
from eventclaims.evidence.word_coverage import measure_coverage
from eventclaims.package.opening import open_package
from eventclaims.site.check.page import COMPARISON, make_data, read_scripts
from eventclaims.site.edition import make_edition

NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium")
_PRINT = "process.stdout.write(JSON.stringify(await run(JSON.parse(input))))"
_READ = 'require("fs").readFileSync(0, "utf8")'


def evaluate(body, value):
    """Return what a function body of JavaScript returns for a `value`, with the page's scripts."""
    code = f"{read_scripts(*COMPARISON)}\nconst run = async (value) => {{ {body} }};"
    code += f"(async () => {{ const input = {_READ}; {_PRINT}; }})();"
    data = json.dumps(value).encode()
    done = subprocess.run([NODE, "-e", code], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def read_data(package):
    """Return the data of the page of a package."""
    with open_package(package) as opened:
        edition = make_edition(opened)
        return make_data(edition, f"{edition.version}/check.html")


def check(package, copies):
    """Return the verdicts of the page for copies of texts: by document, the spans and coverage.

    Args:
        package: Folder of the package.
        copies: Pairs of a name, which may be empty, and a content.
    """
    body = """
      const documents = readDocuments(value.documents);
      const all = [];
      for (const [name, content] of value.copies) {
        const text = makeText(name, content);
        const found = await checkText(text, documents);
        all.push(found.map(({ document, verdicts }) => ({
          id: document.id,
          spans: verdicts.map((v) => [v.span.record, v.outcome, v.start ?? null, v.end ?? null]),
          coverage: measureCoverage(text, verdicts),
        })));
      }
      return all;"""
    value = {"documents": read_data(package)["documents"], "copies": copies}
    return [{each.pop("id"): each for each in found} for found in evaluate(body, value)]


def verify_in_python(package, folder):
    """Return the same for the texts of a folder, as the commands of evidence find it."""
    with open_package(package) as opened:
        return {
            document.source_id: _describe(document)
            for document in read_documents(opened, folder)
            if document.text is not None
        }


def _describe(document):
    coverage = measure_coverage(document)
    done = coverage.covered_tokens, coverage.explained_tokens
    return {
        "spans": [[v.span.record, v.outcome.value, v.start, v.end] for v in verify(document)],
        "coverage": {
            "counts": [coverage.tokens - sum(done), *done],
            "gaps": [[gap.start, gap.end] for gap in coverage.gaps],
        },
    }
