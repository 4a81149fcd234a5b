"""Runs of coding that started from the rows of a package."""

import shutil

from support.editing import change as change_table

COLUMNS = (
    *("run_id", "role", "agent_type", "agent", "agent_version"),
    *("codebook_version", "run_date", "documents", "notes"),
)


def add_run(package, run, agent_type="person", change=None):
    """Add a run that started from the rows of a package, with its row of coding_runs."""
    folder = package / "data" / "coding" / run
    folder.mkdir(parents=True)
    for path in sorted((package / "data").glob("*.csv")):
        shutil.copy(path, folder)
    shutil.copytree(folder, folder / "base")
    if change:
        path = folder / change[0]
        path.write_text(path.read_text("utf-8").replace(*change[1:]), "utf-8")
    row = {"run_id": run, "role": "coding", "agent_type": agent_type, "agent": f"Coder of {run}"}
    added = dict.fromkeys(COLUMNS, "") | row
    change_table(package, "coding_runs", lambda rows: [*rows, added])
