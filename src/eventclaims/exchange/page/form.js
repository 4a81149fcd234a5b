// The panel beside the text: what selected words are evidence for, and the form of a row.

const INPUTS = ":is(input, select, textarea)[id^=cell-]";
const LONG_TEXT = ["summary", "description", "notes", "reason"];

/** Return the panel. `app` is what the parts of the page share. */
function makeForm(app) {
  const { store, reader, data } = app;
  const panel = find("panel");
  // The last one is shown; the others wait until a row that they refer to is made.
  const drafts = [];
  const getDraft = () => drafts.at(-1);
  const getTable = (draft) => store.tables.get(draft.table);
  const getId = (draft) => draft.cells[getTable(draft).key[0]];

  function button(text, onclick, attributes = {}) {
    return make("button", { type: "button", onclick, ...attributes }, text);
  }

  // What words are evidence for.

  function showChoice() {
    const words = reader.getWords();
    const { isCopy } = reader.getDocument();
    const source = app.getSource(reader.getDocument());
    panel.replaceChildren(make("h2", { tabindex: "-1" }, words ? "Selected words" : "Code"));
    if (isCopy) {
      panel.append(make("p", { class: "warning" }, "This text differs from the one that was coded, so that positions do not fit. Write the page with the coded text."));
      return;
    }
    if (!source) {
      panel.append(
        make("p", {}, "This text has no row in the table of sources yet."),
        button("Add this document", addDocument, { class: "main" }),
      );
      return;
    }
    if (words) {
      panel.append(
        make("blockquote", { dir: "auto" }, showLine(words, 300)),
        make("h3", {}, "They are evidence for"),
        make("div", { class: "kinds" }, app.kinds.map(makeKindButton)),
        makeExisting(),
      );
    } else {
      panel.append(
        make("p", {}, "Select words in the text: with the mouse, or with the keyboard by Shift and the arrow keys. Then choose what they are evidence for."),
        make("p", {}, "The list Uncovered has the sentences that are not coded yet. ", button("How to code on this page", () => find("help").showModal())),
      );
    }
    const here = reader.listAt();
    if (here.length) {
      panel.append(
        make("h3", {}, words ? "Rows with passages in these words" : "Rows at this place"),
        make("ul", { class: "rows" }, here.map((span) => make("li", {}, makeRowButton(getSpanRow(span))))),
      );
    }
  }

  function makeKindButton(kind) {
    const isNew = !isOwnSpan(store.tables.get(kind.name));
    const key = kind.letter ? make("kbd", {}, kind.letter.toUpperCase()) : null;
    const mark = make("span", { class: `sample k${kind.number % 12} lane0`, "aria-hidden": true }, "ab");
    const text = isNew ? `New ${kind.one.toLowerCase()}` : kind.one;
    return make(
      "button",
      { type: "button", onclick: () => startNew(kind), "aria-keyshortcuts": kind.letter, title: kind.title },
      mark,
      make("span", {}, text),
      key,
    );
  }

  // Thousands of rows take long to list; the list is used until a row changes.
  let existing = null;

  function listExisting() {
    const list = make("select", { id: "existing" }, make("option", { value: "" }, "–"));
    for (const kind of app.kinds.filter(({ name }) => !isOwnSpan(store.tables.get(name)))) {
      const rows = store.list(kind.name);
      if (!rows.length) continue;
      list.append(
        make(
          "optgroup",
          { label: kind.title },
          rows.map((row) => make("option", { value: String(row.number) }, describeRow(store, row))),
        ),
      );
    }
    return list;
  }

  /** Return the choice of a row that is there, for one more passage. */
  function makeExisting() {
    const list = (existing ??= listExisting());
    list.value = "";
    const add = () => {
      const row = store.get(Number(list.value));
      if (!row) return list.focus();
      const passage = getSelected();
      if (!open(row)) return undefined;
      getDraft().passages.push(passage);
      savePassages();
      return undefined;
    };
    return make(
      "p",
      { class: "existing" },
      make("label", { for: "existing" }, "Or one more passage of an existing row"),
      list,
      button("Add passage", add),
    );
  }

  function getSpanRow({ row }) {
    if (!("record_id" in row.cells)) return row;
    return store.findRow(row.cells.table, row.cells.record_id) ?? row;
  }

  function makeRowButton(row) {
    const title = nameOne(store.tables.get(row.table));
    return button(
      [make("span", { class: "faint" }, `${title}: `), isolate(describeRow(store, row))],
      () => open(row),
    );
  }

  function getSelected() {
    const [start, end] = reader.getPoints();
    return { field: "", source: app.getSource(reader.getDocument()), start, end };
  }

  // Drafts.

  function isDirty() {
    return drafts.some((draft) => {
      const before = store.get(draft.number)?.cells ?? draft.initial;
      return draft.passages.length > 0 || JSON.stringify(before) !== JSON.stringify(draft.cells);
    });
  }

  /** Return whether the drafts may be left. */
  function mayLeave() {
    return !isDirty() || confirm("Leave the row without saving it?");
  }

  function makeDraft(name, cells = {}) {
    const table = store.tables.get(name);
    const columns = data.base[name].columns;
    const complete = Object.fromEntries(columns.map((column) => [column, cells[column] ?? ""]));
    if (table.prefix) complete[table.key[0]] = store.giveId(name, drafts);
    const draft = { table: name, number: 0, cells: complete, passages: [], fixed: [], warned: "" };
    draft.initial = { ...complete };
    return draft;
  }

  function startNew(kind) {
    if (!reader.getWords()) return announce("Select words first.");
    const document = reader.getDocument();
    if (document.isCopy) return announce("Positions in this text do not fit.");
    const table = store.tables.get(kind.name);
    if (!app.getSource(document)) return addDocument();
    if (!mayLeave()) return undefined;
    drafts.length = 0;
    const draft = makeDraft(kind.name);
    const passage = getSelected();
    if (isOwnSpan(table)) placeSpan(draft, passage);
    else draft.passages.push(passage);
    fillIn(draft, table);
    draft.initial = { ...draft.cells };
    push(draft);
    return undefined;
  }

  /** Fill in the cells that follow from the place of the words. */
  function fillIn(draft, table) {
    const around = reader.listAt().filter((span) => {
      const [from, to] = reader.getRange();
      return span.start <= from && to <= span.end + 2 && span.row.cells.field === "";
    });
    for (const field of table.fields) {
      if (!field.isNeeded || !field.target || draft.cells[field.name]) continue;
      if (field.target === "sources") draft.cells[field.name] = app.getSource(reader.getDocument());
      const spans = around.filter(({ kind }) => kind === field.target);
      spans.sort((a, b) => a.end - a.start - (b.end - b.start));
      if (spans.length) draft.cells[field.name] = spans[0].row.cells.record_id;
    }
    const words = reader.getWords();
    const field = table.byName.get(table.describing);
    if (data.naming.includes(table.name) && field?.isFree) draft.cells[field.name] = showLine(words);
  }

  function addDocument() {
    if (!mayLeave()) return;
    drafts.length = 0;
    const document = reader.getDocument();
    const draft = makeDraft("sources", { kind: "document", text_name: document.name });
    if (reader.getWords()) {
      draft.passages.push({ ...getSelected(), source: getId(draft) });
    }
    push(draft);
  }

  function startRow(name) {
    if (!mayLeave()) return;
    drafts.length = 0;
    push(makeDraft(name));
  }

  /** Open the form of a row; return whether it was opened. */
  function open(row) {
    if (!mayLeave()) return false;
    drafts.length = 0;
    push(makeRowDraft(row));
    return true;
  }

  function makeRowDraft(row) {
    return {
      table: row.table,
      number: row.number,
      cells: { ...row.cells },
      passages: [],
      fixed: [],
      warned: "",
    };
  }

  function push(draft) {
    drafts.push(draft);
    render();
    panel.scrollTop = 0;
    (panel.querySelector(INPUTS) ?? panel.querySelector("h2")).focus();
  }

  function close() {
    const draft = getDraft();
    const before = store.get(draft.number)?.cells ?? draft.initial;
    const isChanged = JSON.stringify(before) !== JSON.stringify(draft.cells);
    if (isChanged && !confirm("Leave the row without saving it?")) return;
    drafts.pop();
    if (drafts.length) return goBack(draft.parentField);
    render();
    reader.pane.focus();
  }

  function goBack(field) {
    render();
    (find(`cell-${field}`) ?? panel.querySelector("h2")).focus();
  }

  function save() {
    const draft = getDraft();
    const table = getTable(draft);
    const pending = drafts.map(getId);
    const problems = checkRow(store, table, draft.cells, draft.number, pending);
    showProblems(problems);
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
    const additions = makeEvidence(draft);
    const isNew = !row;
    draft.number = change.number;
    draft.passages = [];
    draft.warned = "";
    draft.initial = { ...draft.cells };
    store.commit([change, ...additions]);
    const name = table.prefix ? getId(draft) : nameOne(table);
    announce(`${name} saved${additions.length ? `, with ${count(additions.length, "passage")}` : ""}.`);
    if (drafts.length > 1) {
      const { parentField } = drafts.pop();
      const parent = getDraft();
      if (parentField) parent.cells[parentField] = getId(draft);
      goBack(parentField);
    } else if (isNew && !hasMore(table)) {
      drafts.pop();
      render();
      reader.pane.focus();
    } else {
      render();
      panel.scrollTop = 0;
      panel.querySelector("h2").focus();
    }
  }

  /** Return whether a row of a table has anything to add after it is saved. */
  function hasMore(table) {
    return table.prefix && (isKind(table) || listParts(table).length > 0);
  }

  const isKind = (table) => app.kinds.some(({ name }) => name === table.name) && !isOwnSpan(table);

  function makeEvidence(draft) {
    const made = [];
    for (const { field, source, start, end } of draft.passages) {
      const columns = data.base.evidence.columns;
      const cells = Object.fromEntries(columns.map((column) => [column, ""]));
      cells.evidence_id = store.giveId("evidence", made);
      Object.assign(cells, { table: draft.table, record_id: getId(draft), field, source_id: source });
      Object.assign(cells, { start: String(start), end: String(end) });
      made.push({ table: "evidence", cells });
    }
    return made.map(({ cells }) => store.makeAddition("evidence", cells));
  }

  /** Save passages of a row that is there; its other cells stay in the form. */
  function savePassages() {
    const draft = getDraft();
    const changes = makeEvidence(draft);
    draft.passages = [];
    store.commit(changes);
    const ids = changes.map(({ after }) => after.cells.evidence_id).join(", ");
    announce(`Passage ${ids} added to ${getId(draft)}.`);
    render();
  }

  function remove() {
    const draft = getDraft();
    const row = store.get(draft.number);
    const table = getTable(draft);
    const id = getId(draft);
    const passages = table.prefix ? listPassages(draft.table, id) : [];
    const parts = table.prefix
      ? listParts(table).flatMap((part) => store.select(part.name, [part.key[0]], { [part.key[0]]: id }))
      : [];
    drafts.pop();
    store.commit([row, ...passages, ...parts].map(store.makeRemoval));
    const along = [
      passages.length ? count(passages.length, "passage") : "",
      parts.length ? count(parts.length, "part") : "",
    ].filter(Boolean);
    const words = along.length ? `, with ${along.join(" and ")}` : "";
    announce(`${describeRow(store, row)} removed${words}. Undo brings it back.`);
    if (drafts.length) goBack(draft.parentField);
    else {
      render();
      reader.pane.focus();
    }
  }

  const listPassages = (name, id) =>
    store.tables.has("evidence")
      ? store.select("evidence", ["table", "record_id"], { table: name, record_id: id })
      : [];
  const listParts = (table) => [...store.tables.values()].filter(({ owner }) => owner === table.name);

  // The form.

  function render() {
    const draft = getDraft();
    setClass(document.body, "is-form", !!draft);
    if (!draft) return showChoice();
    const table = getTable(draft);
    const isNew = !store.has(draft.number);
    const one = nameOne(table);
    const id = table.prefix ? ` ${getId(draft)}` : "";
    const form = make("form", { "aria-labelledby": "form-title", novalidate: true });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      save();
    });
    form.append(
      make("h2", { id: "form-title", tabindex: "-1" }, isNew ? `New ${one.toLowerCase()}${id}` : `${one}${id}`),
      make("p", { class: "about" }, table.about),
    );
    if (drafts.length > 1) {
      const parent = drafts.at(-2);
      form.append(make("p", { class: "faint" }, `After it you return to ${nameOne(getTable(parent)).toLowerCase()} ${getTable(parent).prefix ? getId(parent) : ""}.`));
    }
    if (isKind(table)) form.append(makePassages(draft, table, isNew));
    if (table.isSpan) form.append(makeSpanField(draft));
    for (const field of table.fields) {
      const isId = table.prefix && table.key.includes(field.name);
      const isPlace = table.isSpan && ["source_id", "start", "end"].includes(field.name);
      if (!(field.isDerived || isId || isPlace)) form.append(makeField(draft, field));
    }
    form.append(makeActions(isNew));
    if (!isNew && table.prefix) {
      for (const part of listParts(table)) form.append(makeParts(draft, part));
    }
    panel.replaceChildren(form);
    if (!isNew || draft.warned) {
      showProblems(checkRow(store, table, draft.cells, draft.number, drafts.map(getId)));
    }
    return undefined;
  }

  function makeActions(isNew) {
    return make(
      "p",
      { class: "actions" },
      make("button", { id: "save", class: "main", "aria-keyshortcuts": "Control+Enter", title: "Ctrl+Enter" }, "Save"),
      button(isNew ? "Cancel" : "Close", close),
      isNew ? null : button("Remove row", remove, { class: "danger" }),
    );
  }

  function makeField(draft, field) {
    const id = `cell-${field.name}`;
    const value = draft.cells[field.name];
    const required = field.isNeeded ? make("span", { class: "required" }, " (required)") : null;
    const set = (text) => {
      draft.cells[field.name] = text;
      draft.warned = "";
      find("save").textContent = "Save";
      showProblem(field.name, checkCell(store, field, draft.cells, drafts.map(getId)));
      if (field.name === "table") render();
    };
    return make(
      "div",
      { class: "cell", "data-field": field.name },
      make("label", { for: id }, field.title, required),
      make("p", { id: `${id}-about`, class: "about" }, field.about),
      ...makeInput(draft, field, id, value, set),
      make("p", { id: `${id}-problem`, class: "problem", hidden: true }),
    );
  }

  function makeInput(draft, field, id, value, set) {
    const isFixed = draft.fixed.includes(field.name);
    if (isFixed) {
      return [make("output", { id, tabindex: "-1" }, isolate(describeCell(store, field, { cells: draft.cells })))];
    }
    if (field.codes.length) {
      return makeCodeChoice(data.codes[field.codelist] ?? [], field.codes, id, value, set);
    }
    const target = field.name === "record_id" && "table" in draft.cells ? draft.cells.table : field.target;
    if (target && store.tables.has(target)) return makeReference(draft, field, target, id, value, set);
    const common = { id, value, dir: "auto", "aria-describedby": `${id}-about ${id}-problem` };
    const listen = { oninput: ({ target: { value: text } }) => set(text) };
    const isLong = LONG_TEXT.includes(field.name);
    const hint = field.type === "date" ? { placeholder: "YYYY-MM-DD", inputmode: "numeric" } : {};
    const input = isLong
      ? make("textarea", { ...common, ...listen, rows: "2" })
      : make("input", { ...common, ...listen, ...hint, autocomplete: "off", spellcheck: "false" });
    if (!field.isFree || isLong) return [input];
    const insert = () => {
      const words = reader.getWords();
      if (!words) return announce("Select words in the text first.");
      input.value = words.replace(/\s+/gu, " ");
      set(input.value);
      input.focus();
      return undefined;
    };
    const label = `Insert words: ${field.title}`;
    return [make("div", { class: "beside" }, input, button("Insert words", insert, { "aria-label": label }))];
  }

  function makeReference(draft, field, target, id, value, set) {
    const table = store.tables.get(target);
    const rows = store.list(target);
    const known = rows.some((row) => row.cells[table.key[0]] === value);
    // A row that waits until this one is made can be meant, too.
    const waiting = drafts.filter((each) => each.table === target && !store.has(each.number) && each !== draft);
    const list = make(
      "select",
      { id, "aria-describedby": `${id}-about ${id}-problem`, onchange: () => set(list.value) },
      make("option", { value: "" }, "–"),
      value && !known ? make("option", { value }, showLine(value)) : null,
      waiting
        .filter((each) => getId(each) !== value)
        .map((each) => make("option", { value: getId(each) }, getId(each))),
      rows.map((row) => make("option", { value: row.cells[table.key[0]] }, describeRow(store, row))),
    );
    list.value = value;
    if (!table.prefix) return [list];
    const add = () => {
      const made = makeDraft(target);
      made.parentField = field.name;
      fillIn(made, table);
      made.initial = { ...made.cells };
      push(made);
    };
    const label = `New ${nameOne(table).toLowerCase()} for ${field.title}`;
    return [make("div", { class: "beside" }, list, button("New", add, { "aria-label": label }))];
  }

  // Passages.

  function makePassages(draft, table, isNew) {
    const saved = isNew ? [] : listPassages(draft.table, getId(draft));
    const items = [
      ...draft.passages.map((passage, n) => makePassage(
        table,
        { source: passage.source, start: passage.start, end: passage.end, field: passage.field, name: `new ${n + 1}` },
        (field) => {
          passage.field = field;
        },
        () => {
          draft.passages.splice(n, 1);
          render();
        },
      )),
      ...saved.map((row) => makePassage(
        table,
        {
          source: row.cells.source_id,
          start: Number(row.cells.start || NaN),
          end: Number(row.cells.end || NaN),
          field: row.cells.field,
          locator: row.cells.locator,
          name: row.cells.evidence_id,
        },
        (field) => store.commit([store.makeChange(row, { field })]),
        () => {
          store.commit([store.makeRemoval(row)]);
          announce(`${row.cells.evidence_id} removed. Undo brings it back.`);
          render();
        },
      )),
    ];
    const add = () => {
      if (!reader.getWords()) return announce("Select words in the text first.");
      const passage = getSelected();
      if (!passage.source && draft.table === "sources") passage.source = getId(draft);
      draft.passages.push(passage);
      if (isNew) render();
      else savePassages();
      return undefined;
    };
    return make(
      "fieldset",
      {},
      make("legend", {}, "Passages"),
      items.length ? make("ul", { class: "passages" }, items) : make("p", { class: "faint" }, "None yet."),
      button("Add the selected words", add),
    );
  }

  function makePassage(table, passage, setField, drop) {
    const document = app.documents.find((each) => app.getSource(each) === passage.source)
      ?? (store.findRow("sources", passage.source) ? null : reader.getDocument());
    const { text } = document ?? {};
    const isPlace = text && passage.start < passage.end && passage.end <= text.length;
    const words = isPlace ? text.content.slice(text.toUnit(passage.start), text.toUnit(passage.end)) : "";
    const shown = words || passage.locator || `${passage.source} ${passage.start}–${passage.end}`;
    const choices = [
      ["", "the whole row"],
      ...table.fields
        .filter((field) => !field.isDerived && !table.key.includes(field.name))
        .map((field) => [field.name, field.title]),
      ...listParts(table).map((part) => [part.name, part.title]),
    ];
    const list = make(
      "select",
      { "aria-label": `What passage ${passage.name} supports`, onchange: () => setField(list.value) },
      choices.map(([value, title]) => make("option", { value }, title)),
    );
    if (passage.field && !choices.some(([value]) => value === passage.field)) {
      list.append(make("option", { value: passage.field }, showLine(passage.field)));
    }
    list.value = passage.field;
    return make(
      "li",
      {},
      button(make("q", {}, isolate(shown, 120)), () => reader.show(passage.source, passage.start, passage.end), {
        class: "quote",
        title: "Show in the text",
      }),
      make("span", { class: "supports" }, "supports ", list),
      button("Remove", drop, { "aria-label": `Remove passage ${passage.name}` }),
    );
  }

  /** Return the place of a row that is itself a span. */
  function makeSpanField(draft) {
    const { source_id: source, start, end } = draft.cells;
    const document = app.documents.find((each) => app.getSource(each) === source);
    const words = document && start && end
      ? document.text.content.slice(document.text.toUnit(Number(start)), document.text.toUnit(Number(end)))
      : "";
    const use = () => {
      if (!reader.getWords()) return announce("Select words in the text first.");
      placeSpan(draft, getSelected());
      render();
      return undefined;
    };
    const shown = words || `${source} ${start}–${end}`;
    return make(
      "fieldset",
      {},
      make("legend", {}, "Passage"),
      button(make("q", {}, isolate(shown, 120)), () => reader.show(source, Number(start), Number(end)), { class: "quote" }),
      button("Use the selected words", use),
      ...["source_id", "start", "end"].map((name) =>
        make("p", { id: `cell-${name}-problem`, class: "problem", hidden: true })),
    );
  }

  function placeSpan(draft, { source, start, end }) {
    Object.assign(draft.cells, { source_id: source, start: String(start), end: String(end) });
    for (const field of getTable(draft).fields) {
      if (field.isDerived) draft.cells[field.name] = "";
    }
  }

  // Parts.

  function makeParts(draft, part) {
    const [key] = part.key;
    const id = getId(draft);
    const rows = store.select(part.name, [key], { [key]: id });
    const openPart = (row) => {
      const opened = makeRowDraft(row);
      opened.fixed = [key];
      push(opened);
    };
    const add = () => {
      const made = makeDraft(part.name, { [key]: id });
      made.fixed = [key];
      made.initial = { ...made.cells };
      push(made);
    };
    const describe = (row) => part.fields
      .filter((field) => field.name !== key && !field.isDerived && row.cells[field.name])
      .map((field) => describeCell(store, field, row))
      .join(" · ");
    return make(
      "fieldset",
      {},
      make("legend", {}, part.title),
      make("p", { class: "about" }, part.about),
      make("ul", { class: "rows" }, rows.map((row) => make("li", {}, button(isolate(describe(row)), () => openPart(row))))),
      button("Add", add, { "aria-label": `Add to ${part.title}` }),
    );
  }

  // Problems.

  function showProblem(name, problem) {
    const note = find(`cell-${name}-problem`);
    const input = find(`cell-${name}`);
    if (note) {
      note.hidden = !problem;
      note.textContent = problem ? `${name}: ${problem}` : "";
    }
    if (input) input.setAttribute("aria-invalid", String(!!problem));
  }

  function showProblems(problems) {
    const draft = getDraft();
    for (const field of getTable(draft).fields) {
      const of = problems.filter((each) => each.field === field.name);
      showProblem(field.name, of.map((each) => each.problem).join("; "));
    }
  }

  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") reader.pane.focus();
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty()) event.preventDefault();
  });
  store.onChange((changes, side) => {
    existing = null;
    // Rows of the form may be gone or have other cells after an undo.
    for (const { number, [side]: row } of changes) {
      for (const draft of drafts.filter((each) => each.number === number)) {
        if (row) draft.cells = { ...row.cells };
        else draft.number = -1;
      }
    }
    while (drafts.some((draft) => draft.number < 0)) drafts.pop();
  });

  return {
    open,
    startNew,
    startRow,
    render,
    isDirty,
    /** Save the row of the form, if one is open. */
    saveRow() {
      if (getDraft()) save();
    },
    /** Show what the selection allows now. */
    onSelect() {
      if (!getDraft()) showChoice();
      const words = reader.getWords();
      find("selected").textContent = words ? showLine(words, 90) : "nothing";
    },
    enter() {
      const first = panel.querySelector(`.kinds button, ${INPUTS}, button, select`);
      (first ?? panel).focus();
    },
  };
}
