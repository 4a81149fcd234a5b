// Opening rows in the form, and leaving them.

const INPUTS = ":is(input, select, textarea)[id^=cell-]";
const LEAVE = "Leave the row without saving it?";

/** Leave all drafts, unless the coder refuses; return whether they were left. */
function leaveDrafts(panel) {
  if (isDirty(panel) && !confirm(LEAVE)) return false;
  panel.drafts.length = 0;
  return true;
}

/** Show one more draft; those before it wait. */
function openDraft(panel, draft) {
  const { element } = panel;
  panel.drafts.push(draft);
  panel.render();
  element.scrollTop = 0;
  (element.querySelector(INPUTS) ?? element.querySelector("h2")).focus();
}

/** Open the form of a row; return whether it was opened. */
function openRow(panel, row) {
  if (!leaveDrafts(panel)) return false;
  openDraft(panel, draftRow(row));
  return true;
}

/** Return a button that opens the form of a row; `more` follows its words. */
function makeRowButton(panel, row, more = null) {
  const { store } = panel.app;
  const title = make("span", { class: "faint" }, `${nameOne(store.tables.get(row.table))}: `);
  return makeButton([title, isolate(describeRow(store, row)), more], () => openRow(panel, row));
}

/** Open the form of a new row of a table. */
function openNew(panel, name) {
  if (leaveDrafts(panel)) openDraft(panel, draftNew(panel, name));
}

/** Open the form of the row in sources of the text. */
function openDocument(panel) {
  if (!leaveDrafts(panel)) return;
  const { store, reader } = panel.app;
  const draft = draftNew(panel, "sources", { kind: "document", text_name: getDocument(reader).name });
  if (getWords(reader)) draft.passages.push({ ...getSelected(panel.app), source: getId(store, draft) });
  openDraft(panel, draft);
}

/** Open the form of a new row for which the selected words are evidence. */
function openKind(panel, kind) {
  const { app } = panel;
  const document = getDocument(app.reader);
  if (!getWords(app.reader)) return announce("Select words first.");
  if (document.isCopy) return announce("Positions in this text do not fit.");
  if (!app.getSource(document)) return openDocument(panel);
  if (!leaveDrafts(panel)) return undefined;
  const draft = draftNew(panel, kind.name);
  if (isOwnSpan(getTable(app.store, draft))) placeSpan(app.store, draft, getSelected(app));
  else draft.passages.push(getSelected(app));
  fillIn(app, draft);
  return openDraft(panel, draft);
}

/** Close the form, unless the coder refuses. */
function closeDraft(panel) {
  const draft = getDraft(panel);
  if (isChanged(panel.app.store, draft) && !confirm(LEAVE)) return;
  panel.drafts.pop();
  goBack(panel, draft.parentField);
}

/** Show the row that waited, at the field for which another was made; without one, go to the text. */
function goBack(panel, field) {
  const { element, app, drafts } = panel;
  panel.render();
  if (drafts.length) (find(`cell-${field}`) ?? element.querySelector("h2")).focus();
  else app.reader.pane.focus();
}
