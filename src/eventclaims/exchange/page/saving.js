// The work of a coder: kept in the browser, written as a file, and read from one.

/** Return what keeps the work. `report` gets what the coder must know about it. */
function makeSaving(data, store, report) {
  const identity = hashText(
    JSON.stringify([data.hashes, data.texts.map(({ name, sha256 }) => [name, sha256])]),
  );
  const key = ["eventclaims-coding", data.package, data.version, data.coder, identity].join(":");
  let timer = 0;
  let isKept = true;
  let isChanged = false;
  const last = { stored: null };

  function listColumns(name) {
    return data.base[name].columns;
  }

  function listRows(name) {
    const columns = listColumns(name);
    return store.list(name).map(({ cells }) => columns.map((column) => cells[column] ?? ""));
  }

  /** Return the tables that differ from those with which the page was written. */
  function listChanged() {
    const changed = {};
    for (const name of store.tables.keys()) {
      const rows = listRows(name);
      if (JSON.stringify(rows) !== JSON.stringify(data.base[name].rows)) {
        changed[name] = { columns: listColumns(name), rows };
      }
    }
    return changed;
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    const saved = new Date();
    const content = JSON.stringify({ saved: saved.toISOString(), tables: listChanged() });
    try {
      localStorage.setItem(key, content);
      last.stored = content;
      isKept = true;
      report(`Saved in this browser at ${saved.toLocaleTimeString()}`, false);
    } catch (error) {
      isKept = false;
      const cause = error.name === "QuotaExceededError" ? "it has no room" : "it does not allow it";
      report(`Not saved in this browser (${cause}): download your work`, true);
    }
  }

  function makeWork() {
    return {
      marker: data.marker,
      format: data.format,
      format_version: data.format_version,
      package: data.package,
      version: data.version,
      coder: data.coder,
      saved: new Date().toISOString(),
      hashes: data.hashes,
      texts: Object.fromEntries(data.texts.map(({ name, sha256 }) => [name, sha256])),
      base: data.base,
      tables: listChanged(),
    };
  }

  /** Return the changes to other rows; tables that are not given are as the page was written. */
  function compareRows(tables) {
    const changes = [];
    for (const name of store.tables.keys()) {
      const given = Object.hasOwn(tables, name) ? tables[name] : data.base[name];
      const before = JSON.stringify(listRows(name));
      const columns = listColumns(name);
      const cells = readCells(given);
      const after = cells.map((row) => columns.map((column) => row[column] ?? ""));
      if (JSON.stringify(after) === before) continue;
      changes.push(...store.list(name).map(store.makeRemoval));
      for (const row of cells) {
        changes.push(store.makeAddition(name, completeCells(columns, row)));
      }
    }
    return changes;
  }

  store.onChange(() => {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  addEventListener("pagehide", () => timer && save());
  addEventListener("beforeunload", (event) => {
    if (timer) save();
    if (!isKept && isChanged) event.preventDefault();
  });
  addEventListener("storage", (event) => {
    if (event.key === key && event.newValue !== last.stored) {
      report("Another window has saved other work of this page: close one of them", true);
    }
  });

  return {
    makeWork,
    /** Take up the work that the browser has kept. */
    restore() {
      let stored = null;
      try {
        stored = localStorage.getItem(key);
        const { saved, tables } = JSON.parse(stored ?? "{}");
        if (!tables) return report("Nothing saved yet", false);
        checkTables(tables, data);
        store.load(compareRows(tables));
        // What was just read need not be saved again.
        clearTimeout(timer);
        timer = 0;
        isChanged = false;
        last.stored = stored;
        report(`Continued from ${new Date(saved).toLocaleString()}`, false);
      } catch {
        report(
          stored === null
            ? "This browser does not save your work: download it before you close the page"
            : "The work saved in this browser is damaged: open your last work file",
          true,
        );
      }
      return undefined;
    },
    download() {
      const content = `${JSON.stringify(makeWork(), null, 1)}\n`;
      const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
      make("a", { href: address, download: data.work_file }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      isChanged = false;
    },
    /** Read a work file in place of the work so far; return an empty text or why it was refused. */
    open(content) {
      try {
        const work = JSON.parse(content);
        checkWork(work, data);
        store.commit(compareRows(work.tables));
        return "";
      } catch (error) {
        return error instanceof WorkError ? error.message : "it is not a work file of this page";
      }
    },
    startOver: () => store.commit(compareRows({})),
  };
}

class WorkError extends Error {}

function checkWork(work, data) {
  if (work?.format !== data.format) throw new WorkError("it is not a work file of this page");
  if (work.format_version !== data.format_version) {
    throw new WorkError("it was written by another version of eventclaims");
  }
  if (work.package !== data.package) throw new WorkError("it is of another package");
  if (work.coder !== data.coder) throw new WorkError(`it is the work of another coder, ${work.coder}`);
  const isSame = JSON.stringify(sortEntries(work.hashes)) === JSON.stringify(sortEntries(data.hashes));
  if (work.version !== data.version || !isSame) {
    throw new WorkError("the package has changed since: import it with eventclaims import");
  }
  const texts = Object.fromEntries(data.texts.map(({ name, sha256 }) => [name, sha256]));
  if (JSON.stringify(sortEntries(work.texts)) !== JSON.stringify(sortEntries(texts))) {
    throw new WorkError("it was written with other texts");
  }
  checkTables(work.tables, data);
}

function sortEntries(value) {
  return Object.entries(value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function checkTables(tables, data) {
  for (const [name, table] of Object.entries(tables)) {
    const known = data.tables.some((each) => each.name === name) && data.base[name];
    const isSame = known && JSON.stringify(table.columns) === JSON.stringify(known.columns);
    const isRow = (row) =>
      row.length === known.columns.length &&
      row.every((cell) => typeof cell === "string" && cell.length <= data.longest_cell);
    if (!isSame || !table.rows.every(isRow)) throw new WorkError(`its table ${name} is damaged`);
  }
}
