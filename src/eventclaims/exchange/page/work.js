// The work of a coder: the tables that differ from those with which the page was written.

class WorkError extends Error {}

function listRows(data, store, name) {
  const { columns } = data.base[name];
  return store.list(name).map(({ cells }) => columns.map((column) => cells[column] ?? ""));
}

/** Return the tables that differ from those with which the page was written. */
function listChanged(data, store) {
  const changed = {};
  for (const name of store.tables.keys()) {
    const rows = listRows(data, store, name);
    const { columns, rows: before } = data.base[name];
    if (JSON.stringify(rows) !== JSON.stringify(before)) changed[name] = { columns, rows };
  }
  return changed;
}

/** Return the content of the work file. */
function makeWork(data, store) {
  const { marker, format, format_version, package: name, version, coder, hashes, base } = data;
  return {
    ...{ marker, format, format_version, package: name, version, coder },
    saved: new Date().toISOString(),
    ...{ hashes, texts: listTexts(data), base, tables: listChanged(data, store) },
  };
}

function listTexts({ texts }) {
  return Object.fromEntries(texts.map(({ name, sha256 }) => [name, sha256]));
}

/** Return the changes to other rows; tables that are not given are as the page was written. */
function compareRows(data, store, tables) {
  const changes = [];
  for (const name of store.tables.keys()) {
    const { columns } = data.base[name];
    const cells = readCells(Object.hasOwn(tables, name) ? tables[name] : data.base[name]);
    const after = cells.map((row) => columns.map((column) => row[column] ?? ""));
    if (JSON.stringify(after) === JSON.stringify(listRows(data, store, name))) continue;
    changes.push(...store.list(name).map(store.makeRemoval));
    changes.push(...cells.map((row) => store.makeAddition(name, completeCells(columns, row))));
  }
  return changes;
}

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
  if (JSON.stringify(sortEntries(work.texts)) !== JSON.stringify(sortEntries(listTexts(data)))) {
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
