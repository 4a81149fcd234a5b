// The fields of the form, and the problems of their values.

const LONG_TEXT = ["summary", "description", "notes", "reason"];

function makeField(panel, draft, field) {
  const { store } = panel.app;
  const id = `cell-${field.name}`;
  const required = field.isNeeded ? make("span", { class: "required" }, " (required)") : null;
  const set = (text) => {
    draft.cells[field.name] = text;
    draft.warned = "";
    find("save").textContent = "Save";
    showProblem(field.name, checkCell(store, field, draft.cells, listPending(panel)));
    if (field.name === "table") panel.render();
  };
  return make(
    "div",
    { class: "cell", "data-field": field.name },
    make("label", { for: id }, field.title, required),
    make("p", { id: `${id}-about`, class: "about" }, field.about),
    ...makeInput(panel, draft, field, set),
    make("p", { id: `${id}-problem`, class: "problem", hidden: true }),
  );
}

/** Return the elements in which a cell is entered; `set` is called with each new value. */
function makeInput(panel, draft, field, set) {
  const { store, data } = panel.app;
  const id = `cell-${field.name}`;
  const { cells } = draft;
  const value = cells[field.name];
  if (draft.fixed.includes(field.name)) {
    return [make("output", { id, tabindex: "-1" }, isolate(describeCell(store, field, { cells })))];
  }
  if (field.codes.length) {
    return makeCodeChoice(data.codes[field.codelist] ?? [], field.codes, id, value, set);
  }
  const target = field.name === "record_id" && "table" in cells ? cells.table : field.target;
  if (target && store.tables.has(target)) return makeReference(panel, draft, field, target, set);
  return makeTextInput(panel.app.reader, field, value, set);
}

function makeTextInput(reader, field, value, set) {
  const id = `cell-${field.name}`;
  const common = {
    ...{ id, value, dir: "auto", "aria-describedby": `${id}-about ${id}-problem` },
    oninput: ({ target: { value: text } }) => set(text),
  };
  const isLong = LONG_TEXT.includes(field.name);
  const hint = field.type === "date" ? { placeholder: "YYYY-MM-DD", inputmode: "numeric" } : {};
  const input = isLong
    ? make("textarea", { ...common, rows: "2" })
    : make("input", { ...common, ...hint, autocomplete: "off", spellcheck: "false" });
  if (!field.isFree || isLong) return [input];
  const insert = () => {
    const words = getWords(reader);
    if (!words) return announce("Select words in the text first.");
    input.value = words.replace(/\s+/gu, " ");
    set(input.value);
    return input.focus();
  };
  return [makeBeside(input, "Insert words", insert, `Insert words: ${field.title}`)];
}

/** Return the choice of a row of another table. */
function makeReference(panel, draft, field, target, set) {
  const { store } = panel.app;
  const table = store.tables.get(target);
  const id = `cell-${field.name}`;
  const value = draft.cells[field.name];
  const rows = store.list(target);
  const known = rows.some((row) => row.cells[table.key[0]] === value);
  // A row that waits until this one is made can be meant, too.
  const waiting = panel.drafts
    .filter((each) => each.table === target && !store.has(each.number) && each !== draft)
    .map((each) => getId(store, each));
  const list = make(
    "select",
    { id, "aria-describedby": `${id}-about ${id}-problem`, onchange: () => set(list.value) },
    make("option", { value: "" }, "–"),
    value && !known ? make("option", { value }, showLine(value)) : null,
    waiting.filter((each) => each !== value).map((each) => make("option", { value: each }, each)),
    rows.map((row) => make("option", { value: row.cells[table.key[0]] }, describeRow(store, row))),
  );
  list.value = value;
  if (!table.prefix) return [list];
  const add = () => {
    const made = draftNew(panel, target);
    made.parentField = field.name;
    fillIn(panel.app, made);
    openDraft(panel, made);
  };
  return [makeBeside(list, "New", add, `New ${nameOne(table).toLowerCase()} for ${field.title}`)];
}

function makeBeside(input, text, onclick, label) {
  return make("div", { class: "beside" }, input, makeButton(text, onclick, { "aria-label": label }));
}

function showProblem(name, problem) {
  const note = find(`cell-${name}-problem`);
  if (note) Object.assign(note, { hidden: !problem, textContent: problem ? `${name}: ${problem}` : "" });
  find(`cell-${name}`)?.setAttribute("aria-invalid", String(!!problem));
}

/** Check a draft, show its problems and return them. */
function checkDraft(panel, draft) {
  const { store } = panel.app;
  const table = getTable(store, draft);
  const problems = checkRow(store, table, draft.cells, draft.number, listPending(panel));
  for (const { name } of table.fields) {
    const found = problems.filter(({ field }) => field === name);
    showProblem(name, found.map(({ problem }) => problem).join("; "));
  }
  return problems;
}
