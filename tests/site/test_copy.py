"""The buttons that copy a citation."""

import json
import shutil
import subprocess

import pytest
from support import sites

from eventclaims.render.scripts import read_script

NODE = shutil.which("node")
BROWSER = """
const messages = [], selected = [];
const text = { textContent: "A citation", closest: () => details };
const details = { open: false };
const status = { set textContent(words) { if (words) messages.push(words); } };
const button = { hidden: true, dataset: { copy: "cite-apa", name: "APA" },
  addEventListener: (_, run) => { button.click = run; } };
globalThis.document = {
  getElementById: (id) => ({ copied: status, "cite-apa": text })[id],
  querySelectorAll: () => [button],
  createRange: () => ({ selectNodeContents: (each) => selected.push(each.textContent) }),
  execCommand: () => COMMAND,
};
globalThis.getSelection = () => ({ removeAllRanges() {}, addRange() {} });
const written = [];
Object.defineProperty(globalThis, "navigator", { value: CLIPBOARD });
"""
END = """
button.click().then(() => console.log(JSON.stringify(
  { hidden: button.hidden, written, messages, selected, open: details.open })));
"""
CLIPBOARD = "{ clipboard: { writeText: async (words) => { written.push(words); } } }"


@pytest.mark.skipif(not NODE, reason="needs Node")
@pytest.mark.parametrize(
    ("clipboard", "command", "message", "written"),
    [
        (CLIPBOARD, "false", "APA: copied", ["A citation"]),
        ("{}", "true", "APA: copied", []),
        ("{}", "false", "APA: selected; copy it with the keyboard or the menu", []),
    ],
)
def test_a_text_is_copied_or_else_selected_and_the_outcome_said(
    clipboard, command, message, written
):
    before = BROWSER.replace("CLIPBOARD", clipboard).replace("COMMAND", command)
    script = before + read_script("site/copy.js") + END
    run = subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True)
    is_selected = not written
    assert json.loads(run.stdout) == {
        "hidden": False,
        "written": written,
        "messages": [message],
        "selected": ["A citation"] if is_selected else [],
        "open": is_selected,
    }


def test_each_format_and_the_permanent_name_has_a_button_that_is_hidden_without_scripts(
    full, tmp_path
):
    site = sites.build(full, tmp_path / "site")
    for name in ("index.html", "1.0.0/claims/CLM-0001.html"):
        text = (site / name).read_text("utf-8")
        for label in ("APA", "BibTeX", "RIS", "CSL-JSON", "Chicago", "Permanent name"):
            (line,) = [each for each in text.splitlines() if f'data-name="{label}" hidden>' in each]
            target = line.partition('data-copy="')[2].partition('"')[0]
            assert text.count(f'id="{target}"') == 1
        assert text.count('role="status"') == 1
    assert "urn:eventclaims:full@1.0.0#claims/CLM-0001" in text
