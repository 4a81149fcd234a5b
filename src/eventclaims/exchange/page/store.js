// The rows of the tables, with undo. Rows are never changed, but replaced.

/** Return the store of the rows of a page. */
function makeStore(data) {
  const tables = new Map(
    data.tables.map((table) => [
      table.name,
      { ...table, byName: new Map(table.fields.map((field) => [field.name, field])) },
    ]),
  );
  const rows = new Map();
  const done = [];
  const undone = [];
  const listeners = [];
  let number = 0;
  let cache = new Map();
  for (const name of tables.keys()) {
    for (const cells of readCells(data.base[name])) {
      number += 1;
      rows.set(number, { number, table: name, cells });
    }
  }

  function remember(key, compute) {
    if (!cache.has(key)) cache.set(key, compute());
    return cache.get(key);
  }

  function apply(changes, side) {
    for (const change of changes) {
      if (change[side]) rows.set(change.number, change[side]);
      else rows.delete(change.number);
    }
    cache = new Map();
    for (const listener of listeners) listener(changes, side);
  }

  function list(name) {
    return remember(`rows ${name}`, () =>
      [...rows.values()]
        .filter((row) => row.table === name)
        .sort((a, b) => a.number - b.number));
  }

  function index(name, columns) {
    return remember(`index ${name} ${columns.join(" ")}`, () => {
      const found = new Map();
      for (const row of list(name)) {
        const key = joinCells(row.cells, columns);
        if (!found.has(key)) found.set(key, []);
        found.get(key).push(row);
      }
      return found;
    });
  }

  return {
    tables,
    list,
    get: (id) => rows.get(id),
    has: (id) => rows.has(id),
    onChange: (listener) => listeners.push(listener),
    /** Return the rows with these values in these columns. */
    select: (name, columns, cells) => index(name, columns).get(joinCells(cells, columns)) ?? [],
    /** Return the row with an id. */
    findRow(name, id) {
      const table = tables.get(name);
      if (!table || table.key.length !== 1) return undefined;
      return index(name, table.key).get(joinCells({ [table.key[0]]: id }, table.key))?.[0];
    },
    /** Return the change that adds a row. */
    makeAddition(name, cells) {
      number += 1;
      return { number, before: null, after: { number, table: name, cells: { ...cells } } };
    },
    makeChange: (row, cells) => ({
      number: row.number,
      before: row,
      after: { ...row, cells: { ...row.cells, ...cells } },
    }),
    makeRemoval: (row) => ({ number: row.number, before: row, after: null }),
    commit(changes) {
      if (!changes.length) return;
      done.push(changes);
      undone.length = 0;
      apply(changes, "after");
    },
    /** Apply changes that undo must not take back. */
    load(changes) {
      if (changes.length) apply(changes, "after");
    },
    undo() {
      const changes = done.pop();
      if (changes) undone.push(changes);
      if (changes) apply([...changes].reverse(), "before");
      return changes;
    },
    redo() {
      const changes = undone.pop();
      if (changes) done.push(changes);
      if (changes) apply(changes, "after");
      return changes;
    },
    /** Return the label of a code; any other value unchanged. */
    getLabel(field, value) {
      const code = data.codes[field.codelist]?.find(([each]) => each === value);
      return code?.[1] || value;
    },
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
    /** Return the next free id of a table after those of some drafts. */
    giveId(name, drafts = []) {
      const { prefix, key } = tables.get(name);
      const ids = [
        ...list(name).map((row) => row.cells[key[0]]),
        ...drafts.filter((draft) => draft.table === name).map((draft) => draft.cells[key[0]]),
      ];
      const numbers = ids.map((id) => {
        const match = /^([A-Z]{3})-([0-9]{4,15})$/.exec(id ?? "");
        return match && match[1] === prefix ? Number(match[2]) : 0;
      });
      const highest = numbers.reduce((a, b) => Math.max(a, b), data.highest[prefix] ?? 0);
      return `${prefix}-${String(highest + 1).padStart(4, "0")}`;
    },
  };
}

function joinCells(cells, columns) {
  return JSON.stringify(columns.map((column) => cells[column] ?? ""));
}

/** Return the rows of a table of the page or of a work file as objects. */
function readCells({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, row[n]])));
}

/** Return cells for all columns; those that are not given are empty. */
function completeCells(columns, cells) {
  return Object.fromEntries(columns.map((column) => [column, cells[column] ?? ""]));
}

/** Return the rows of evidence for a row. */
function listPassages(store, table, id) {
  if (!store.tables.has("evidence")) return [];
  return store.select("evidence", ["table", "record_id"], { table, record_id: id });
}

/** Return the tables whose rows are parts of a row of a table. */
function listParts(store, table) {
  return [...store.tables.values()].filter(({ owner }) => owner === table.name);
}

/** Return an id with the words that describe its row; the words come first. */
function describeRow(store, row) {
  const table = store.tables.get(row.table);
  const field = table.byName.get(table.describing);
  const value = row.cells[table.describing] ?? "";
  const named = field?.target ? store.findRow(field.target, value) : null;
  const words = named ? describeWords(store, named) : value;
  if (table.prefix) {
    const id = row.cells[table.key[0]];
    return words && words !== id ? `${showLine(words, 70)} · ${id}` : id;
  }
  const cells = table.fields
    .filter((each) => !each.isDerived && row.cells[each.name])
    .map((each) => describeCell(store, each, row));
  return showLine(cells.join(" · "), 110);
}

function describeWords(store, row) {
  const table = store.tables.get(row.table);
  return row.cells[table.describing] || row.cells[table.key[0]];
}

/** Return a cell as people read it: the words of a row, the label of a code. */
function describeCell(store, field, row) {
  const value = row.cells[field.name];
  const target = field.name === "record_id" ? row.cells.table : field.target;
  const named = target ? store.findRow(target, value) : null;
  return named ? describeRow(store, named) : store.getLabel(field, value);
}

/** Return what one row of a table is called, such as Claim. */
function nameOne(table) {
  const key = table.byName.get(table.key[0]);
  if (table.prefix && key?.title.endsWith(" id")) return key.title.slice(0, -3);
  return table.title.replace(/s$/, "");
}
