// The rows of the tables.

/** Return the store of the rows of a page. */
function makeStore(data) {
  const tables = new Map();
  for (const table of data.tables) {
    const byName = new Map(table.fields.map((field) => [field.name, field]));
    tables.set(table.name, { ...table, byName });
  }
  const rows = new Map();
  const listeners = [];
  const search = makeSearch(tables, rows);
  let number = 0;

  /** Return the change that adds a row. */
  function makeAddition(name, cells) {
    number += 1;
    return { number, before: null, after: { number, table: name, cells: { ...cells } } };
  }

  function apply(changes, side) {
    for (const change of changes) {
      if (change[side]) rows.set(change.number, change[side]);
      else rows.delete(change.number);
    }
    search.forget();
    for (const listener of listeners) listener(changes, side);
  }

  for (const name of tables.keys()) {
    apply(readCells(data.base[name]).map((cells) => makeAddition(name, cells)), "after");
  }
  return {
    ...{ tables, makeAddition, ...search, ...makeHistory(apply) },
    get: (id) => rows.get(id),
    has: (id) => rows.has(id),
    onChange: (listener) => listeners.push(listener),
    makeChange(row, cells) {
      const after = { ...row, cells: { ...row.cells, ...cells } };
      return { number: row.number, before: row, after };
    },
    makeRemoval: (row) => ({ number: row.number, before: row, after: null }),
    /** Return the label of a code; any other value unchanged. */
    getLabel(field, value) {
      const code = data.codes[field.codelist]?.find(([each]) => each === value);
      return code?.[1] || value;
    },
    /** Return the next free id of a table after those of some drafts. */
    giveId(name, drafts = []) {
      const { prefix, key } = tables.get(name);
      const used = [...search.list(name), ...drafts.filter((draft) => draft.table === name)];
      const numbers = used.map(({ cells }) => {
        const match = /^([A-Z]{3})-([0-9]{4,15})$/.exec(cells[key[0]] ?? "");
        return match && match[1] === prefix ? Number(match[2]) : 0;
      });
      const highest = numbers.reduce((a, b) => Math.max(a, b), data.highest[prefix] ?? 0);
      return `${prefix}-${String(highest + 1).padStart(4, "0")}`;
    },
  };
}

/** Return what finds rows; it remembers what it found until `forget` is called. */
function makeSearch(tables, rows) {
  const cache = new Map();

  function remember(key, compute) {
    if (!cache.has(key)) cache.set(key, compute());
    return cache.get(key);
  }

  function list(name) {
    return remember(`rows ${name}`, () =>
      [...rows.values()].filter(({ table }) => table === name).sort((a, b) => a.number - b.number));
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
    list,
    forget: () => cache.clear(),
    /** Return the rows with these values in these columns. */
    select: (name, columns, cells) => index(name, columns).get(joinCells(cells, columns)) ?? [],
    /** Return the row with an id. */
    findRow(name, id) {
      const table = tables.get(name);
      if (!table || table.key.length !== 1) return undefined;
      return index(name, table.key).get(joinCells({ [table.key[0]]: id }, table.key))?.[0];
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
