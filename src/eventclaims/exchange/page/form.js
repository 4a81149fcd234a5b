// The form of a row, in the panel beside the text.

/** Return the panel, which follows the changes of the rows. `app` is what the parts of the page share. */
function startPanel(app) {
  const panel = makePanel(app, () => showPanel(panel));
  panel.element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") app.reader.pane.focus();
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty(panel)) event.preventDefault();
  });
  app.store.onChange((changes, side) => updateDrafts(panel, changes, side));
  return panel;
}

/** Show what the selection allows now. */
function showSelected(panel) {
  if (!getDraft(panel)) showChoice(panel);
  const words = getWords(panel.app.reader);
  find("selected").textContent = words ? showLine(words, 90) : "nothing";
}

function enterPanel({ element }) {
  (element.querySelector(`.kinds button, ${INPUTS}, button, select`) ?? element).focus();
}

function showPanel(panel) {
  const draft = getDraft(panel);
  document.body.classList.toggle("is-form", !!draft);
  if (!draft) return showChoice(panel);
  const isNew = !panel.app.store.has(draft.number);
  panel.element.replaceChildren(makeRowForm(panel, draft, isNew));
  if (!isNew || draft.warned) checkDraft(panel, draft);
  return undefined;
}

function makeRowForm(panel, draft, isNew) {
  const { app, drafts } = panel;
  const { store } = app;
  const table = getTable(store, draft);
  const one = isNew ? `New ${nameOne(table).toLowerCase()}` : nameOne(table);
  const id = table.prefix ? ` ${getId(store, draft)}` : "";
  const form = make("form", { "aria-labelledby": "form-title", novalidate: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    saveDraft(panel);
  });
  form.append(
    make("h2", { id: "form-title", tabindex: "-1" }, `${one}${id}`),
    make("p", { class: "about" }, table.about),
  );
  if (drafts.length > 1) {
    const parent = drafts.at(-2);
    const { prefix } = getTable(store, parent);
    form.append(make("p", { class: "faint" }, `After it you return to ${nameOne(getTable(store, parent)).toLowerCase()} ${prefix ? getId(store, parent) : ""}.`));
  }
  if (isKind(app, table)) form.append(makePassages(panel, draft, isNew));
  if (table.isSpan) form.append(makeSpanField(panel, draft));
  for (const field of table.fields) {
    const isId = table.prefix && table.key.includes(field.name);
    const isPlace = table.isSpan && ["source_id", "start", "end"].includes(field.name);
    if (!(field.isDerived || isId || isPlace)) form.append(makeField(panel, draft, field));
  }
  form.append(makeActions(panel, isNew));
  if (!isNew && table.prefix) {
    form.append(...listParts(store, table).map((part) => makeParts(panel, draft, part)));
  }
  return form;
}

function makeActions(panel, isNew) {
  return make(
    "p",
    { class: "actions" },
    make("button", { id: "save", class: "main", "aria-keyshortcuts": "Control+Enter", title: "Ctrl+Enter" }, "Save"),
    makeButton(isNew ? "Cancel" : "Close", () => closeDraft(panel)),
    isNew ? null : makeButton("Remove row", () => removeRow(panel), { class: "danger" }),
  );
}

/** Return the rows of another table that are parts of the row, such as the actors of a claim. */
function makeParts(panel, draft, part) {
  const { store } = panel.app;
  const [key] = part.key;
  const id = getId(store, draft);
  const describe = (row) => part.fields
    .filter((field) => field.name !== key && !field.isDerived && row.cells[field.name])
    .map((field) => describeCell(store, field, row))
    .join(" · ");
  const items = store.select(part.name, [key], { [key]: id }).map((row) =>
    make("li", {}, makeButton(isolate(describe(row)), () => openDraft(panel, draftRow(row, [key])))));
  const add = () => openDraft(panel, draftNew(panel, part.name, { [key]: id }, [key]));
  const button = makeButton("Add", add, { "aria-label": `Add to ${part.title}` });
  const about = make("p", { class: "about" }, part.about);
  return makeGroup(part.title, about, make("ul", { class: "rows" }, items), button);
}
