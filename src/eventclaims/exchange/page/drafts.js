// Drafts: rows as they are in the form, not saved yet.

/**
 * Return the panel beside the text, which the functions of its files share.
 *
 * @param app What the parts of the page share.
 * @param render Shows the last draft, or, without one, what the selected words are evidence for.
 */
function makePanel(app, render) {
  return {
    app,
    render,
    element: find("panel"),
    // The last one is shown; the others wait until a row that they refer to is made.
    drafts: [],
    // The choice of a row for one more passage; null after a row has changed.
    existing: null,
  };
}

function getDraft({ drafts }) {
  return drafts.at(-1);
}

function getTable(store, draft) {
  return store.tables.get(draft.table);
}

function getId(store, draft) {
  return draft.cells[getTable(store, draft).key[0]];
}

/** Return the ids of the rows in the form, which can be meant before they are saved. */
function listPending({ app, drafts }) {
  return drafts.map((draft) => getId(app.store, draft));
}

/** Return a row as a draft; `fixed` are the names of the cells that cannot be changed. */
function draftRow({ table, number, cells }, fixed = []) {
  return { table, number, cells: { ...cells }, initial: { ...cells }, passages: [], fixed, warned: "" };
}

/** Return a draft of a new row with the next id. */
function draftNew(panel, name, cells = {}, fixed = []) {
  const { store, data } = panel.app;
  const { prefix, key } = store.tables.get(name);
  const complete = completeCells(data.base[name].columns, cells);
  if (prefix) complete[key[0]] = store.giveId(name, panel.drafts);
  return draftRow({ table: name, number: 0, cells: complete }, fixed);
}

/** Fill in the cells of a new row that follow from the place of the words. */
function fillIn(app, draft) {
  const { store, reader, data } = app;
  const { name, describing, fields, byName } = getTable(store, draft);
  const [from, to] = getRange(reader);
  const around = listAt(reader)
    .filter((span) => span.start <= from && to <= span.end + 2 && span.row.cells.field === "");
  for (const field of fields) {
    if (!field.isNeeded || !field.target || draft.cells[field.name]) continue;
    if (field.target === "sources") draft.cells[field.name] = app.getSource(getDocument(reader));
    const spans = around.filter(({ kind }) => kind === field.target);
    spans.sort((a, b) => a.end - a.start - (b.end - b.start));
    if (spans.length) draft.cells[field.name] = spans[0].row.cells.record_id;
  }
  const isNaming = data.naming.includes(name) && byName.get(describing)?.isFree;
  if (isNaming) draft.cells[describing] = showLine(getWords(reader));
  draft.initial = { ...draft.cells };
}

/** Return the selected words as a passage; its field is the whole row. */
function getSelected(app) {
  const [start, end] = getPoints(app.reader);
  return { field: "", source: app.getSource(getDocument(app.reader)), start, end };
}

/** Give a row that is itself a span its place. */
function placeSpan(store, draft, { source, start, end }) {
  Object.assign(draft.cells, { source_id: source, start: String(start), end: String(end) });
  for (const field of getTable(store, draft).fields) {
    if (field.isDerived) draft.cells[field.name] = "";
  }
}

/** Return whether a cell of a draft differs from the saved row. */
function isChanged(store, draft) {
  const before = store.get(draft.number)?.cells ?? draft.initial;
  return JSON.stringify(before) !== JSON.stringify(draft.cells);
}

/** Return whether leaving the drafts would lose cells or passages. */
function isDirty({ app, drafts }) {
  return drafts.some((draft) => draft.passages.length > 0 || isChanged(app.store, draft));
}

/** Take over the changes of rows, such as an undo, after which rows of the form may be gone. */
function updateDrafts(panel, changes, side) {
  const { drafts } = panel;
  panel.existing = null;
  for (const { number, [side]: row } of changes) {
    for (const draft of drafts.filter((each) => each.number === number)) {
      if (row) draft.cells = { ...row.cells };
      else draft.number = -1;
    }
  }
  while (drafts.some((draft) => draft.number < 0)) drafts.pop();
}
