"""Run the scripts of a site's pages, in Node.js and in a browser."""

import json
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256

from eventclaims.evidence.spans import read_documents, verify
from eventclaims.evidence.word_coverage import measure_coverage
from eventclaims.package.opening import open_package
from eventclaims.render.scripts import COMPARISON, read_text_scripts
from eventclaims.site.check.page import make_data
from eventclaims.site.edition import make_edition

NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_PRINT = "process.stdout.write(JSON.stringify(await run(JSON.parse(input))))"
_READ = 'require("fs").readFileSync(0, "utf8")'


def evaluate(body, value, scripts=None):
    """Return what a function body of JavaScript returns for a `value`.

    Args:
        body: The body of the function.
        value: Its argument.
        scripts: Scripts whose functions it uses; those that check a copy if missing.
    """
    code = (
        f"{scripts or read_text_scripts(*COMPARISON)}\nconst run = async (value) => {{ {body} }};"
    )
    code += f"(async () => {{ const input = {_READ}; {_PRINT}; }})();"
    data = json.dumps(value).encode()
    done = subprocess.run([NODE, "-e", code], input=data, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def open_page(page, address="", script=""):
    """Return what a browser makes of a page; a script that it runs at the end is allowed too."""
    if script:
        text = page.read_text("utf-8")
        code = script.replace("<", "\\u003c")
        digest = b64encode(sha256(code.encode()).digest()).decode()
        text = text.replace("script-src ", f"script-src 'sha256-{digest}' ")
        page = page.with_name(f"scripted-{page.name}")
        page.write_text(text.replace("</body>", f"<script>{code}</script></body>"), "utf-8")
    arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000"]
    command = [CHROMIUM, *arguments, f"--user-data-dir={page.parent / 'profile'}", "--dump-dom"]
    done = subprocess.run(
        [*command, f"{page.as_uri()}{address}"], capture_output=True, text=True, check=True
    )
    return done.stdout


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
