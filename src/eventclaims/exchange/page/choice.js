// What the selected words are evidence for: shown beside the text while no row is in the form.

function showChoice(panel) {
  const { element, app } = panel;
  const { reader } = app;
  const words = getWords(reader);
  const document = getDocument(reader);
  element.replaceChildren(make("h2", { tabindex: "-1" }, words ? "Selected words" : "Code"));
  if (document.isCopy) {
    element.append(make("p", { class: "warning" }, "This text differs from the one that was coded, so that positions do not fit. Write the page with the coded text."));
    return;
  }
  if (!app.getSource(document)) {
    element.append(
      make("p", {}, "This text has no row in the table of sources yet."),
      makeButton("Add this document", () => openDocument(panel), { class: "main" }),
    );
    return;
  }
  if (words) {
    element.append(
      make("blockquote", { dir: "auto" }, showLine(words, 300)),
      make("h3", {}, "They are evidence for"),
      make("div", { class: "kinds" }, app.kinds.map((kind) => makeKindButton(panel, kind))),
      makeExisting(panel),
    );
  } else {
    element.append(
      make("p", {}, "Select words in the text: with the mouse, or with the keyboard by Shift and the arrow keys. Then choose what they are evidence for."),
      make("p", {}, "The list Uncovered has the sentences that are not coded yet. ", makeButton("How to code on this page", () => find("help").showModal())),
    );
  }
  const here = listAt(reader).map((span) => make("li", {}, makeRowButton(panel, getSpanRow(app.store, span))));
  if (here.length) {
    element.append(
      make("h3", {}, words ? "Rows with passages in these words" : "Rows at this place"),
      make("ul", { class: "rows" }, here),
    );
  }
}

function makeKindButton(panel, kind) {
  const isNew = !isOwnSpan(panel.app.store.tables.get(kind.name));
  const content = [
    make("span", { class: `sample k${kind.number % 12} lane0`, "aria-hidden": true }, "ab"),
    make("span", {}, isNew ? `New ${kind.one.toLowerCase()}` : kind.one),
    kind.letter ? make("kbd", {}, kind.letter.toUpperCase()) : null,
  ];
  const attributes = { "aria-keyshortcuts": kind.letter, title: kind.title };
  return makeButton(content, () => openKind(panel, kind), attributes);
}

/** Return the choice of a row that is there, for one more passage. */
function makeExisting(panel) {
  const { app } = panel;
  // Thousands of rows take long to list; the list is used until a row changes.
  const list = (panel.existing ??= listExisting(app));
  list.value = "";
  const add = () => {
    const row = app.store.get(Number(list.value));
    if (!row) return list.focus();
    const passage = getSelected(app);
    if (!openRow(panel, row)) return undefined;
    getDraft(panel).passages.push(passage);
    return savePassages(panel);
  };
  return make(
    "p",
    { class: "existing" },
    make("label", { for: "existing" }, "Or one more passage of an existing row"),
    list,
    makeButton("Add passage", add),
  );
}

function listExisting({ store, kinds }) {
  const list = make("select", { id: "existing" }, make("option", { value: "" }, "–"));
  for (const kind of kinds.filter(({ name }) => !isOwnSpan(store.tables.get(name)))) {
    const options = store
      .list(kind.name)
      .map((row) => make("option", { value: String(row.number) }, describeRow(store, row)));
    if (options.length) list.append(make("optgroup", { label: kind.title }, options));
  }
  return list;
}

/** Return the row that a span is evidence for. */
function getSpanRow(store, { row }) {
  if (!("record_id" in row.cells)) return row;
  return store.findRow(row.cells.table, row.cells.record_id) ?? row;
}
