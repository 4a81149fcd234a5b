// The passages of the row in the form.

/** Return the additions of the passages of a draft that are not saved yet. */
function addPassages({ store, data }, draft) {
  const made = [];
  for (const { field, source, start, end } of draft.passages) {
    const cells = { table: draft.table, record_id: getId(store, draft), field, source_id: source };
    cells.evidence_id = store.giveId("evidence", made.map(({ after }) => after));
    Object.assign(cells, { start: String(start), end: String(end) });
    made.push(store.makeAddition("evidence", completeCells(data.base.evidence.columns, cells)));
  }
  return made;
}

/** Save passages of a row that is there; its other cells stay in the form. */
function savePassages(panel) {
  const { store } = panel.app;
  const draft = getDraft(panel);
  const changes = addPassages(panel.app, draft);
  draft.passages = [];
  store.commit(changes);
  const ids = changes.map(({ after }) => after.cells.evidence_id).join(", ");
  announce(`Passage ${ids} added to ${getId(store, draft)}.`);
  panel.render();
}

function makePassages(panel, draft, isNew) {
  const { app } = panel;
  const { store, reader } = app;
  const saved = isNew ? [] : listPassages(store, draft.table, getId(store, draft));
  const items = [
    ...draft.passages.map((_, n) => makeUnsaved(panel, draft, n)),
    ...saved.map((row) => makeSaved(panel, draft, row)),
  ];
  const add = () => {
    if (!getWords(reader)) return announce("Select words in the text first.");
    const passage = getSelected(app);
    if (!passage.source && draft.table === "sources") passage.source = getId(store, draft);
    draft.passages.push(passage);
    return isNew ? panel.render() : savePassages(panel);
  };
  const list = items.length ? make("ul", { class: "passages" }, items) : make("p", { class: "faint" }, "None yet.");
  return makeGroup("Passages", list, makeButton("Add the selected words", add));
}

function makeUnsaved(panel, draft, n) {
  const passage = draft.passages[n];
  const set = (field) => Object.assign(passage, { field });
  const drop = () => {
    draft.passages.splice(n, 1);
    panel.render();
  };
  return makePassage(panel.app, getTable(panel.app.store, draft), { ...passage, name: `new ${n + 1}` }, set, drop);
}

function makeSaved(panel, draft, row) {
  const { store } = panel.app;
  const { source_id: source, field, locator, evidence_id: name } = row.cells;
  const [start, end] = [row.cells.start, row.cells.end].map((cell) => Number(cell || NaN));
  const set = (value) => store.commit([store.makeChange(row, { field: value })]);
  const drop = () => {
    store.commit([store.makeRemoval(row)]);
    announce(`${name} removed. Undo brings it back.`);
    panel.render();
  };
  return makePassage(panel.app, getTable(store, draft), { source, start, end, field, locator, name }, set, drop);
}

/**
 * Return the item of a passage.
 *
 * @param app What the parts of the page share.
 * @param table The table of the row in the form.
 * @param passage Its source, start, end, field, locator and name.
 * @param set Called with the name of the field that the passage supports.
 * @param drop Called when the passage is removed.
 */
function makePassage(app, table, passage, set, drop) {
  const { store, reader } = app;
  const document = app.documents.find((each) => app.getSource(each) === passage.source)
    ?? (store.findRow("sources", passage.source) ? null : getDocument(reader));
  const { text } = document ?? {};
  const isPlace = text && passage.start < passage.end && passage.end <= text.length;
  const words = (isPlace ? cutWords(text, passage) : "") || passage.locator;
  const choices = [
    ["", "the whole row"],
    ...table.fields
      .filter((field) => !field.isDerived && !table.key.includes(field.name))
      .map((field) => [field.name, field.title]),
    ...listParts(store, table).map((part) => [part.name, part.title]),
  ];
  const list = make(
    "select",
    { "aria-label": `What passage ${passage.name} supports`, onchange: () => set(list.value) },
    choices.map(([value, title]) => make("option", { value }, title)),
  );
  if (passage.field && !choices.some(([value]) => value === passage.field)) {
    list.append(make("option", { value: passage.field }, showLine(passage.field)));
  }
  list.value = passage.field;
  return make(
    "li",
    {},
    makeQuote(reader, words, passage, { title: "Show in the text" }),
    make("span", { class: "supports" }, "supports ", list),
    makeButton("Remove", drop, { "aria-label": `Remove passage ${passage.name}` }),
  );
}

/** Return the place of a row that is itself a span. */
function makeSpanField(panel, draft) {
  const { app } = panel;
  const { source_id: source, start, end } = draft.cells;
  const document = app.documents.find((each) => app.getSource(each) === source);
  const words = document && start && end ? cutWords(document.text, draft.cells) : "";
  const use = () => {
    if (!getWords(app.reader)) return announce("Select words in the text first.");
    placeSpan(app.store, draft, getSelected(app));
    return panel.render();
  };
  return makeGroup(
    "Passage",
    makeQuote(app.reader, words, { source, start, end }),
    makeButton("Use the selected words", use),
    ...["source_id", "start", "end"].map((name) =>
      make("p", { id: `cell-${name}-problem`, class: "problem", hidden: true })),
  );
}

function cutWords(text, { start, end }) {
  return text.content.slice(text.toUnit(Number(start)), text.toUnit(Number(end)));
}

/** Return a button with the words of a passage, or its place, which shows it in the text. */
function makeQuote(reader, words, { source, start, end }, attributes = {}) {
  const quote = make("q", {}, isolate(words || `${source} ${start}–${end}`, 120));
  const show = () => showPassage(reader, source, Number(start), Number(end));
  return makeButton(quote, show, { class: "quote", ...attributes });
}
