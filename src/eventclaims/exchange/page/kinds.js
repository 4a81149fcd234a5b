// The kinds of rows for which words can be evidence.

/** Return the kinds of rows for which words can be evidence, each with its key on the keyboard. */
function listKinds(store) {
  const names = (store.tables.get("evidence")?.byName.get("table")?.codes ?? [])
    .filter((name) => store.tables.get(name)?.prefix)
    .concat([...store.tables.values()].filter(isOwnSpan).map((table) => table.name));
  const used = new Set();
  return names.map((name, number) => {
    const table = store.tables.get(name);
    const one = nameOne(table);
    const letter = [...one.toLowerCase()].find((each) => /[a-z]/.test(each) && !used.has(each));
    if (letter) used.add(letter);
    return { name, number, one, letter, title: table.title };
  });
}

/** Return whether the rows of a table are themselves spans, such as uncoded passages. */
function isOwnSpan(table) {
  return table.isSpan && !table.byName.has("record_id");
}

/** Return whether words can be evidence for rows of a table, which are not themselves spans. */
function isKind(app, table) {
  return app.kinds.some(({ name }) => name === table.name) && !isOwnSpan(table);
}
