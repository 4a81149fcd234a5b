// Rows in words.

/** Return an id with the words that describe its row; the words come first. */
function describeRow(store, row) {
  const table = store.tables.get(row.table);
  const field = table.byName.get(table.describing);
  const value = row.cells[table.describing] ?? "";
  const named = field?.target ? store.findRow(field.target, value) : null;
  const { describing, key } = store.tables.get(named?.table) ?? {};
  const words = named ? named.cells[describing] || named.cells[key[0]] : value;
  if (table.prefix) {
    const id = row.cells[table.key[0]];
    return words && words !== id ? `${showLine(words, 70)} · ${id}` : id;
  }
  const cells = table.fields
    .filter((each) => !each.isDerived && row.cells[each.name])
    .map((each) => describeCell(store, each, row));
  return showLine(cells.join(" · "), 110);
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
