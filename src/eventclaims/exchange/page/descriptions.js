// Rows in words.

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
