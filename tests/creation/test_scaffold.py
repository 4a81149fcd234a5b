"""A new package: valid from the first, whole or not there, with a README that can be followed."""

import csv
import itertools
import re
import shutil
from pathlib import Path

import frictionless
import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from support.commands import EXPRESSION, list_steps, run, run_script
from support.packages import ROOT, TEXTS
from support.repositories import commit, git

import eventclaims
from eventclaims.authoring.derive import derive
from eventclaims.creation import scaffold
from eventclaims.creation.licenses import CC_BY, LICENSES
from eventclaims.creation.scaffold import Options, create_package
from eventclaims.documentation.dictionary import describe_codes, describe_standard
from eventclaims.errors import PackageError
from eventclaims.package import standard
from eventclaims.package.conformance import HOUSE_STYLE, Level, read_conformance
from eventclaims.package.model import read_day
from eventclaims.package.opening import open_package

BLOCK = re.compile(r"^```(csv|sh) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Neither is to be had without a network; the tests have both.
INSTALLS = re.compile(r"^\s*python -m pip install .*$", re.MULTILINE)


@pytest.fixture
def package(tmp_path):
    """Give a new package."""
    create_package(tmp_path / "my-data")
    return tmp_path / "my-data"


def test_a_new_package_is_valid_without_a_warning_and_derived(tmp_path):
    done = run("new", "my-data", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "my-data/README.md" in done.stdout
    assert run("validate", "my-data", "--strict", cwd=tmp_path).returncode == 0
    assert run("derive", "my-data", "--check", cwd=tmp_path).stdout == ""


def test_a_new_package_is_valid_to_frictionless(package):
    report = frictionless.validate(str(package / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert len(report.tasks) == len(list(package.glob("data/*.csv")))


def test_a_new_package_has_every_table_of_the_standard_with_its_header_alone(package):
    tables = set(standard.load_schemas()) - {"codelists", "crosswalks"}
    assert {path.stem for path in package.glob("data/*.csv")} == tables
    for name in tables:
        with (package / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.reader(file)) == [
                list(standard.list_fields(standard.load_schemas()[name]))
            ]


def test_a_new_package_holds_the_standard_as_it_is(package):
    copied = [path for path in (package / "schemas").rglob("*") if path.is_file()]
    for path in copied:
        assert path.read_bytes() == (ROOT / path.relative_to(package)).read_bytes()
    names = {path.name for path in copied}
    assert names >= {path.name for path in (ROOT / "schemas").glob("*.schema.json")}
    assert names >= {path.name for path in (ROOT / "schemas" / "codelists").iterdir()}
    assert standard.PROFILE_FILE in names


def test_name_and_title_come_from_the_folder_unless_they_are_given(tmp_path):
    create_package(tmp_path / "my-first_data")
    create_package(tmp_path / "Other Folder", name="other", title="Größe, $name & „Maß“")
    described = []
    for folder in ("my-first_data", "Other Folder"):
        with open_package(tmp_path / folder) as opened:
            described.append((opened.name, opened.descriptor["title"], opened.version))
        readme = (tmp_path / folder / "README.md").read_text("utf-8")
        assert readme.startswith(f"# {opened.descriptor['title']}\n")
    assert described == [
        ("my-first_data", "My first data", "0.1.0"),
        ("other", "Größe, $name & „Maß“", "0.1.0"),
    ]


def test_an_empty_folder_is_taken_and_others_can_read_what_comes_into_it(tmp_path):
    (tmp_path / "my-data").mkdir()
    create_package(tmp_path / "my-data")
    assert eventclaims.validate(tmp_path / "my-data").findings == ()
    (tmp_path / "beside").mkdir()
    assert (tmp_path / "my-data").stat().st_mode == (tmp_path / "beside").stat().st_mode
    assert {path.name for path in tmp_path.iterdir()} == {"my-data", "beside"}


@pytest.mark.parametrize(
    ("folder", "message"),
    [
        ("full", "full: exists and is not empty"),
        ("file", "file: exists and is not a folder"),
        ("file/below", "file/below: "),
        ("no/such", "no/such: "),
        ("My Data", "'My Data': "),
        ("nul\0", "nul"),
        ("x" * 300, "x"),
    ],
)
def test_what_will_not_do_is_refused_in_one_line_and_nothing_is_written(
    tmp_path, monkeypatch, folder, message
):
    work = tmp_path / "work"
    (work / "full").mkdir(parents=True)
    (work / "full" / "notes.txt").write_text("mine")
    (work / "file").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.chdir(work)
    with pytest.raises(PackageError) as caught:
        create_package(Path(folder))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("folder", ["my-data", "."])
def test_a_package_is_created_in_a_new_clone(tmp_path, monkeypatch, folder):
    target = tmp_path / "my-data"
    (target / ".git").mkdir(parents=True)
    (target / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (target / ".DS_Store").write_bytes(b"x")
    monkeypatch.chdir(target if folder == "." else tmp_path)
    create_package(Path(folder))
    assert eventclaims.validate(target).findings == ()
    assert (target / ".git" / "HEAD").read_text("utf-8") == "ref: refs/heads/main\n"
    assert not [path for path in target.iterdir() if path.name.startswith(".eventclaims-")]


def test_a_failure_in_a_new_clone_leaves_it_as_it_was(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    rename = Path.rename

    def fail(path, other):
        if path.name == "datapackage.json":
            raise OSError(28, "No space left on device")
        return rename(path, other)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(PackageError, match="No space left"):
        create_package(tmp_path, "my-data")
    assert [path.name for path in tmp_path.iterdir()] == [".git"]


def test_a_refusal_is_one_line_on_stderr_and_exit_code_2(package):
    done = run("new", package.name, cwd=package.parent)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "eventclaims: my-data: exists and is not empty\n"


@pytest.mark.parametrize("name", ["", "My-Data", "a b", "-a", "a--b", "a/b", "ä", "a\n", "../a"])
def test_a_name_outside_the_pattern_of_the_profile_is_refused(tmp_path, name):
    with pytest.raises(PackageError, match=re.escape(f"{name!r}: ")):
        create_package(tmp_path / "new", name=name)
    assert list(tmp_path.iterdir()) == []


def test_a_refused_name_comes_with_one_that_is_accepted(tmp_path):
    with pytest.raises(PackageError) as caught:
        create_package(tmp_path / "My Data Set")
    create_package(tmp_path / "My Data Set", name=str(caught.value).split()[-1])


@pytest.mark.parametrize("title", ["", "  ", "two\nlines", "\x1b[31mred"])
def test_a_title_that_is_not_one_line_of_text_is_refused(tmp_path, title):
    with pytest.raises(PackageError, match=re.escape(f"{title!r}: ")):
        create_package(tmp_path / "new", title=title)


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("stage", ["_write_tables", "_write_template", "derive"])
def test_a_failure_on_the_way_leaves_nothing(tmp_path, monkeypatch, stage, failure):
    def fail(*_):
        raise failure

    monkeypatch.setattr(scaffold, stage, fail)
    with pytest.raises((PackageError, KeyboardInterrupt)):
        create_package(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_what_comes_into_the_folder_meanwhile_is_kept(tmp_path, monkeypatch):
    (tmp_path / "new").mkdir()

    def derive_while_another_writes(package):
        (tmp_path / "new" / "data").write_text("theirs")
        return derive(package)

    monkeypatch.setattr(scaffold, "derive", derive_while_another_writes)
    with pytest.raises(PackageError, match="cannot be written"):
        create_package(tmp_path / "new")
    assert [path.name for path in tmp_path.rglob("*")] == ["new", "data"]
    assert (tmp_path / "new" / "data").read_text() == "theirs"


def follow_readme(package):
    """Do what the README says, block by block: add rows to tables, run commands."""
    outputs = []
    for kind, file, content in BLOCK.findall((package / "README.md").read_text("utf-8")):
        if kind == "csv":
            with (package / file).open("a", encoding="utf-8", newline="") as table:
                table.write(content)
        else:
            done = run_script(content, package, {"COLUMNS": "80"})
            assert done.returncode == 0, content + done.stdout + done.stderr
            outputs.append(done.stdout)
    return outputs


@pytest.mark.long
def test_the_readme_leads_from_a_text_to_a_valid_package_with_evidence(package):
    shutil.copytree(TEXTS, package / "texts")
    outputs = "".join(follow_readme(package))
    assert outputs.count("valid: 0 errors, 0 warnings, 0 notes") == 2
    assert "1 passed" in outputs
    assert "% of the words coded" in outputs
    report = eventclaims.validate(package, texts=TEXTS)
    assert (report.findings, report.rows) == ((), 8)
    evidence = eventclaims.load(package)["evidence"]
    assert list(evidence["record_id"]) == ["NAM-0001", "STM-0001", "CLM-0001"]


@pytest.mark.long
def test_the_readme_leads_to_a_valid_package_without_a_text(tmp_path):
    create_package(tmp_path / "my-data", options=Options(level=Level.CITED))
    outputs = "".join(follow_readme(tmp_path / "my-data"))
    assert outputs.count("valid: 0 errors, 0 warnings, 0 notes") == 2
    assert "1 passed" in outputs


def test_the_map_in_the_readme_is_read_by_import(package):
    readme = (package / "README.md").read_text("utf-8")
    (maps,) = re.findall(r"^```toml\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    (package.parent / "map.toml").write_text(maps, "utf-8")
    (package.parent / "table.csv").write_text("group\nGroup A\nGroup B\n", "utf-8")
    done = run("import", "table.csv", "--map", "map.toml", "--into", package, cwd=package.parent)
    assert done.returncode == 0, done.stderr
    assert list(eventclaims.load(package)["actors"]["name"]) == ["Group A", "Group B"]


@pytest.mark.parametrize("level", [*Level])
def test_the_example_is_valid_with_its_texts_and_completely_coded(tmp_path, level):
    package = tmp_path / "my-data"
    options = ("--example", "--house-style", "--level", level)
    assert run("new", "my-data", *options, cwd=tmp_path).returncode == 0
    assert eventclaims.validate(package, texts=package / "texts").findings == ()
    assert eventclaims.validate(package).findings == ()
    with open_package(package) as opened:
        assert derive(opened, package / "texts") == []


@pytest.mark.long  # the commands are those that an empty package has
def test_the_readme_of_the_example_can_be_followed(tmp_path):
    create_package(tmp_path / "my-data", options=Options(has_example=True))
    outputs = "".join(follow_readme(tmp_path / "my-data"))
    assert "0 passages not covered" in outputs
    assert "1 passed" in outputs


def test_the_example_has_rows_in_every_table_that_is_coded_from_documents(tmp_path):
    create_package(tmp_path / "my-data", options=Options(has_example=True))
    tables = eventclaims.load(tmp_path / "my-data")
    assert [name for name in standard.list_coded_tables() if tables[name].empty] == []


COMBINATIONS = [
    *itertools.product([*Level], [CC_BY], [False, True], [False, True]),
    *((Level.ANCHORED, spdx, False, False) for spdx in LICENSES),
]


@pytest.mark.parametrize("combination", COMBINATIONS, ids=lambda c: "-".join(map(str, c)))
def test_every_combination_of_options_is_valid_and_derived(tmp_path, combination):
    level, spdx, has_house_style, has_open_texts = combination
    words = ["--level", level, "--license", spdx, "--texts"]
    words += ["open" if has_open_texts else "withheld", *["--house-style"] * has_house_style]
    assert run("new", "my-data", *words, cwd=tmp_path).returncode == 0
    package = tmp_path / "my-data"
    checked = run("validate", "my-data", "--strict", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout
    with open_package(package) as opened:
        declared = read_conformance(opened.descriptor)
        assert derive(opened) == []
    assert (declared.level, declared.has_open_texts) == (level, has_open_texts)
    assert declared.rule_sets == ({HOUSE_STYLE} if has_house_style else set())
    title, address = LICENSES[spdx]
    licence = (package / "LICENSE").read_text("utf-8")
    assert all(text in licence for text in (title, spdx, address))
    citation = yaml.safe_load((package / "CITATION.cff").read_text("utf-8"))
    assert (citation["license"], citation["version"]) == (spdx, "0.1.0")
    readme = (package / "README.md").read_text("utf-8")
    assert f"**Level: `{level}`.**" in readme
    assert ("under copyright" in readme) is not has_open_texts
    ignored = (package / ".gitignore").read_text("utf-8").splitlines()
    assert ("/texts/" in ignored) is not has_open_texts
    assert "/dist/" in ignored


def test_an_unknown_license_is_refused(tmp_path):
    done = run("new", "my-data", "--license", "WTFPL", cwd=tmp_path)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_the_pages_of_a_new_package_are_those_of_the_standard(package):
    texts = {
        page: (package / "docs" / f"{page}.md").read_text("utf-8")
        for page in ("codebook", "data-dictionary", "codes")
    }
    assert texts["codebook"].splitlines() == list(describe_standard())
    tables = eventclaims.load(package)
    assert re.findall(r"^## (\w+)$", texts["data-dictionary"], re.MULTILINE) == list(tables)
    assert texts["codes"].splitlines()[2:] == list(describe_codes())
    for text in texts.values():
        for target in re.findall(r"\]\((?!\w+:)([^)#]+)", text):
            assert (package / "docs" / target).is_file(), target


def read_workflow(package, name="check"):
    return yaml.safe_load((package / f".github/workflows/{name}.yml").read_text("utf-8"))


def run_workflow(package, repository, name="check"):
    """Yield the steps of a workflow as they are run, without the lines with `pip install`.

    OWNER/REPOSITORY is replaced, as a user would do.
    """
    workflow = read_workflow(package, name)
    env = {
        name: text.replace("OWNER/REPOSITORY", repository) for name, text in workflow["env"].items()
    }
    scripts = [step["run"] for step in list_steps(workflow) if "run" in step]
    assert sum(len(INSTALLS.findall(script)) for script in scripts) == 1
    return (run_script(INSTALLS.sub("", script), package, env) for script in scripts)


def test_the_workflow_of_a_new_package_passes_and_changes_nothing(package):
    before = {
        path: path.read_bytes()
        for path in package.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    }
    done = [*run_workflow(package, "someone/something")]
    assert [step.returncode for step in done] == [0, 0, 0, 0], [d.stdout + d.stderr for d in done]
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.long
def test_the_workflow_stops_a_broken_contribution_at_its_line(package):
    with (package / "data" / "actors.csv").open("a", encoding="utf-8") as table:
        table.write("ACT-0001,Group A,army,,,,\n")
    install, validated, derived, tested = run_workflow(package, "someone/something")
    assert install.returncode == 0
    assert validated.returncode == 1, validated.stdout + validated.stderr
    assert "::error file=data/actors.csv,line=2" in validated.stdout
    assert (derived.returncode, derived.stdout) == (1, "datapackage.json: would change\n")
    assert tested.returncode == 1
    assert "('data/actors.csv', 2, " in tested.stdout


@pytest.mark.parametrize("name", ["check", "release"])
def test_a_workflow_says_where_eventclaims_is_to_be_put_in(package, name):
    first = next(run_workflow(package, "OWNER/REPOSITORY", name))
    assert first.returncode == 1
    assert first.stdout.startswith(f"::error::replace OWNER/REPOSITORY in {name}.yml")


@pytest.mark.long  # the commands are those of `tests/cli/test_release_of_new_package.py`
def test_the_release_workflow_builds_the_example(tmp_path):
    package = tmp_path / "my-data"
    create_package(package, options=Options(has_example=True))
    with open_package(package) as opened:
        day = read_day(opened.descriptor)
    changelog = (package / "CHANGELOG.md").read_text("utf-8")
    changelog = changelog.replace("## Unreleased", f"## 0.1.0 — {day}")
    (package / "CHANGELOG.md").write_text(changelog, "utf-8")
    git(package, "init", "--quiet")
    commit(package)
    install, built, draft = run_workflow(package, "someone/something", "release")
    assert install.returncode == 0
    assert built.returncode == 0, built.stdout + built.stderr
    assert (package / "dist" / "my-data-0.1.0.zip").is_file()
    assert draft.returncode == 2  # without a repository on GitHub
    released = {path.name for path in (package / "dist" / "my-data-0.1.0").rglob("*")}
    assert {"CITATION.cff", "LICENSE", "codebook.html"} <= released
    assert "northtown-report.txt" not in released


@pytest.mark.parametrize("name", ["check", "release"])
def test_a_workflow_may_only_read_and_takes_pinned_actions(package, name):
    workflow = read_workflow(package, name)
    assert workflow["permissions"] == {"contents": "read"}
    if name == "release":
        (job,) = workflow["jobs"].values()
        assert job["permissions"] == dict.fromkeys(
            ("contents", "id-token", "attestations"), "write"
        )
    for step in list_steps(workflow):
        assert re.fullmatch(
            r"actions/[a-z-]+@[0-9a-f]{40}", step.get("uses", f"actions/none@{'0' * 40}")
        )
        assert not EXPRESSION.search(step.get("run", ""))


def test_tables_keep_their_line_ends(package):
    assert "*.csv text eol=lf" in (package / ".gitattributes").read_text("utf-8").splitlines()
    for path in package.rglob("*"):
        assert not path.is_file() or b"\r" not in path.read_bytes()


def test_the_template_and_the_example_are_in_the_wheel():
    included = WheelBuilder(str(ROOT)).recurse_included_files()
    names = {file.distribution_path for file in included}
    assert names >= {f"eventclaims/creation/template/{file}" for file, _ in scaffold.FILES}
    example = [path for path in scaffold.EXAMPLE.rglob("*") if path.is_file()]
    assert names >= {path.relative_to(ROOT / "src").as_posix() for path in example}


def test_every_file_of_the_template_goes_somewhere_and_only_there():
    files = [path.name for path in scaffold.TEMPLATE.iterdir()]
    assert sorted(files) == sorted(file for file, _ in scaffold.FILES)
