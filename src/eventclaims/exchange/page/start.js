// What the page does when it is loaded.

function startPage(data) {
  const store = makeStore(data);
  // What the parts of the page share: the data of the package, the rows, the kinds of rows, the texts,
  // the pane of a text and the panel beside it; which row a text has; and what a selection and Enter do.
  const app = { data, store, kinds: listKinds(store), documents: data.texts.map(makeDocument) };
  app.reader = makeReader(app);
  app.panel = startPanel(app);
  app.getSource = (document) => findSource(store, document);
  app.onSelect = () => showSelected(app.panel);
  app.enterPanel = () => enterPanel(app.panel);
  const lists = makeLists(app);
  const saving = makeSaving(data, store, reportSaving);
  store.onChange(() => {
    updateText(app.reader);
    app.panel.render();
    updateLists(lists);
    find("undo").disabled = !store.canUndo();
    find("redo").disabled = !store.canRedo();
  });
  startTexts(app, lists);
  startLegend(app);
  startButtons(store, saving);
  startHelp(app.kinds);
  listenEverywhere(app, saving);
  listenToKeys(app.reader, (kind) => openKind(app.panel, kind));
  listenToPointer(app.reader);
  find("page").hidden = false;
  openText(app.reader, 0);
  saving.restore();
  app.onSelect();
  app.panel.render();
  updateLists(lists);
}

/** Return the id of the row in sources of a text; empty without one. */
function findSource(store, document) {
  const rows = store.list("sources");
  const found =
    rows.find(({ cells }) => cells.text_sha256 === document.sha256) ??
    rows.find(({ cells }) => !cells.text_sha256 && cells.text_name === document.name) ??
    rows.find(({ cells }) => document.source && cells.source_id === document.source);
  return found?.cells.source_id ?? "";
}

/** Show what the coder must know about the saving of the work. */
function reportSaving(words, isWarning) {
  find("saved").textContent = words;
  find("saved").classList.toggle("warning", isWarning);
  if (isWarning) announce(words);
}

function startTexts(app, lists) {
  const chooser = find("document");
  for (const [n, { name }] of app.documents.entries()) {
    chooser.append(make("option", { value: String(n) }, showLine(name)));
  }
  chooser.addEventListener("change", () => {
    openText(app.reader, Number(chooser.value));
    app.onSelect();
    updateLists(lists);
  });
}

function startLegend({ kinds, reader }) {
  const lines = kinds.map(({ name, number, title }) => [name, `k${number % 12} lane0`, title]);
  for (const [kind, style, title] of [...lines, ["", "gap", "Not covered"]]) {
    const sample = make("span", { class: `sample ${style}`, "aria-hidden": true }, "ab");
    const toggle = makeButton([sample, title], () => {
      toggle.setAttribute("aria-pressed", String(toggleKind(reader, kind)));
    }, { "aria-pressed": "true" });
    find("legend").append(make("li", {}, toggle));
  }
}

function undoChange(store) {
  announce(store.undo() ? "Undone." : "There is nothing to undo.");
}

function redoChange(store) {
  announce(store.redo() ? "Done again." : "There is nothing to do again.");
}

function startButtons(store, saving) {
  find("undo").addEventListener("click", () => undoChange(store));
  find("redo").addEventListener("click", () => redoChange(store));
  find("download").addEventListener("click", saving.download);
  find("open").addEventListener("click", () => find("file").click());
  find("file").addEventListener("change", async () => {
    const [file] = find("file").files;
    if (!file) return;
    const refusal = saving.open(await file.text());
    find("file").value = "";
    announce(refusal ? `${file.name} was not opened: ${refusal}.` : `${file.name} opened. Undo brings back the work before it.`);
  });
  find("restart").addEventListener("click", () => {
    if (confirm("Remove all your work from this page? Undo brings it back until the page is closed.")) {
      saving.startOver();
    }
  });
}

function startHelp(kinds) {
  const keys = kinds.filter(({ letter }) => letter).flatMap(({ letter, one }) => [
    make("dt", {}, make("kbd", {}, letter.toUpperCase())),
    make("dd", {}, one.toLowerCase()),
  ]);
  find("kind-keys").append(...keys);
  find("show-help").addEventListener("click", () => find("help").showModal());
  find("close-help").addEventListener("click", () => find("help").close());
}

/** Take the keys that have a meaning everywhere on the page. */
function listenEverywhere({ store, reader, panel }, saving) {
  const panes = [reader.pane, panel.element, find("lists")];
  addEventListener("keydown", (event) => {
    if (find("help").open) return;
    const isTyping = event.target.matches?.("input, textarea, select");
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !isTyping && key === "z") (event.shiftKey ? redoChange : undoChange)(store);
    else if (isCommand && !isTyping && key === "y") redoChange(store);
    else if (isCommand && key === "s") saving.download();
    else if (isCommand && key === "enter") saveDraft(panel);
    else if (event.key === "?" && !isTyping) find("help").showModal();
    else if (event.key === "F6") {
      const at = panes.findIndex((pane) => pane.contains(document.activeElement));
      const step = event.shiftKey ? panes.length - 1 : 1;
      panes[(at + step + panes.length) % panes.length].focus();
    } else return;
    event.preventDefault();
  });
}
