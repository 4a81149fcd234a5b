// What the page does when it is loaded.

function startPage(data) {
  const store = makeStore(data);
  const app = { data, store, kinds: listKinds(store), documents: data.texts.map(makeDocument) };

  /** Return the id of the row in sources of a text; empty without one. */
  app.getSource = (document) => {
    const rows = store.list("sources");
    const found =
      rows.find(({ cells }) => cells.text_sha256 === document.sha256) ??
      rows.find(({ cells }) => !cells.text_sha256 && cells.text_name === document.name) ??
      rows.find(({ cells }) => document.source && cells.source_id === document.source);
    return found?.cells.source_id ?? "";
  };
  app.onSelect = () => app.form?.onSelect();
  app.enterPanel = () => app.form.enter();
  const reader = makeReader(app);
  app.reader = reader;
  app.form = makeForm(app);
  const lists = makeLists(app);

  const chooser = find("document");
  for (const [n, document] of app.documents.entries()) {
    chooser.append(make("option", { value: String(n) }, showLine(document.name)));
  }
  chooser.addEventListener("change", () => {
    openText(reader, Number(chooser.value));
    app.onSelect();
    lists.update();
  });

  const legend = find("legend");
  const addToggle = (kind, className, title) => {
    const toggle = make(
      "button",
      { type: "button", "aria-pressed": "true", onclick: () => {
        toggle.setAttribute("aria-pressed", String(toggleKind(reader, kind)));
      } },
      make("span", { class: `sample ${className}`, "aria-hidden": true }, "ab"),
      title,
    );
    legend.append(make("li", {}, toggle));
  };
  for (const kind of app.kinds) addToggle(kind.name, `k${kind.number % 12} lane0`, kind.title);
  addToggle("", "gap", "Not covered");

  const report = (words, isWarning) => {
    find("saved").textContent = words;
    setClass(find("saved"), "warning", isWarning);
    if (isWarning) announce(words);
  };
  const saving = makeSaving(data, store, report);
  store.onChange(() => {
    updateText(reader);
    app.form.render();
    lists.update();
    find("undo").disabled = !store.canUndo();
    find("redo").disabled = !store.canRedo();
  });

  const undo = () => announce(store.undo() ? "Undone." : "There is nothing to undo.");
  const redo = () => announce(store.redo() ? "Done again." : "There is nothing to do again.");
  find("undo").addEventListener("click", undo);
  find("redo").addEventListener("click", redo);
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
  const help = find("help");
  const kindKeys = app.kinds.filter(({ letter }) => letter);
  find("kind-keys").append(
    ...kindKeys.flatMap(({ letter, one }) => [
      make("dt", {}, make("kbd", {}, letter.toUpperCase())),
      make("dd", {}, one.toLowerCase()),
    ]),
  );
  find("show-help").addEventListener("click", () => help.showModal());
  find("close-help").addEventListener("click", () => help.close());

  const panes = [reader.pane, find("panel"), find("lists")];
  addEventListener("keydown", (event) => {
    if (help.open) return;
    const isTyping = event.target.matches?.("input, textarea, select");
    const key = event.key.toLowerCase();
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !isTyping && key === "z") (event.shiftKey ? redo : undo)();
    else if (isCommand && !isTyping && key === "y") redo();
    else if (isCommand && key === "s") saving.download();
    else if (isCommand && key === "enter") app.form.saveRow();
    else if (event.key === "?" && !isTyping) help.showModal();
    else if (event.key === "F6") {
      const at = panes.findIndex((pane) => pane.contains(document.activeElement));
      const step = event.shiftKey ? panes.length - 1 : 1;
      panes[(at + step + panes.length) % panes.length].focus();
    } else return;
    event.preventDefault();
  });

  listenToKeys(reader, app.form.startNew);
  listenToPointer(reader);
  find("page").hidden = false;
  openText(reader, 0);
  saving.restore();
  app.onSelect();
  app.form.render();
  lists.update();
}
