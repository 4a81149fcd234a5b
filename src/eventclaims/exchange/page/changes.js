// The changes that the form makes: its row is saved or removed.

/** Return whether a row of a table has anything to add after it is saved. */
function hasMore(app, table) {
  return table.prefix && (isKind(app, table) || listParts(app.store, table).length > 0);
}

/** Save the row of the form, if one is open; one with problems only when the coder asks again. */
function saveDraft(panel) {
  const { app, drafts, element } = panel;
  const { store } = app;
  const draft = getDraft(panel);
  if (!draft) return;
  const table = getTable(store, draft);
  const problems = checkDraft(panel, draft);
  const warned = JSON.stringify(problems);
  if (problems.length && draft.warned !== warned) {
    draft.warned = warned;
    find("save").textContent = "Save with problems";
    announce(`${count(problems.length, "problem")}: correct the marked cells, or press Save again.`);
    find(`cell-${problems[0].field}`)?.focus();
    return;
  }
  const row = store.get(draft.number);
  const change = row ? store.makeChange(row, draft.cells) : store.makeAddition(draft.table, draft.cells);
  const additions = addPassages(app, draft);
  Object.assign(draft, { number: change.number, passages: [], warned: "", initial: { ...draft.cells } });
  store.commit([change, ...additions]);
  const name = table.prefix ? getId(store, draft) : nameOne(table);
  announce(`${name} saved${additions.length ? `, with ${count(additions.length, "passage")}` : ""}.`);
  if (drafts.length > 1 || (!row && !hasMore(app, table))) {
    drafts.pop();
    if (draft.parentField) getDraft(panel).cells[draft.parentField] = getId(store, draft);
    goBack(panel, draft.parentField);
  } else {
    panel.render();
    element.scrollTop = 0;
    element.querySelector("h2").focus();
  }
}

/** Remove the row of the form with its passages and parts. */
function removeRow(panel) {
  const { store } = panel.app;
  const draft = getDraft(panel);
  const row = store.get(draft.number);
  const table = getTable(store, draft);
  const id = getId(store, draft);
  const passages = table.prefix ? listPassages(store, draft.table, id) : [];
  const parts = table.prefix
    ? listParts(store, table).flatMap(({ name, key: [key] }) => store.select(name, [key], { [key]: id }))
    : [];
  panel.drafts.pop();
  store.commit([row, ...passages, ...parts].map(store.makeRemoval));
  const along = [[passages, "passage"], [parts, "part"]]
    .filter(([rows]) => rows.length)
    .map(([rows, noun]) => count(rows.length, noun));
  const words = along.length ? `, with ${along.join(" and ")}` : "";
  announce(`${describeRow(store, row)} removed${words}. Undo brings it back.`);
  goBack(panel, draft.parentField);
}
