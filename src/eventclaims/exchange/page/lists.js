// The lists beside the text: rows, uncovered sentences and problems.
const MOST_ROWS = 300;
const VIEWS = ["rows", "uncovered", "problems"];

/** Return the lists, and show them. The parts of the page share `app`. */
function makeLists(app) {
  // The shown view, one of VIEWS, and of its rows those of a table with some words; empty for all.
  const lists = { app, body: find("list"), view: "rows", table: "", words: "" };
  for (const view of VIEWS) {
    find(`view-${view}`).addEventListener("click", () => updateLists(lists, { view }));
  }
  const chooser = find("table");
  for (const table of app.store.tables.values()) {
    chooser.append(make("option", { value: table.name }, table.title));
  }
  chooser.addEventListener("change", () => {
    find("new").disabled = !chooser.value;
    updateLists(lists, { table: chooser.value });
  });
  find("new").addEventListener("click", () => openNew(app.panel, lists.table));
  find("search").addEventListener("input", () => updateLists(lists, { words: find("search").value }));
  return lists;
}

/** Show the lists after a change of them or of the rows. */
function updateLists(lists, change = {}) {
  Object.assign(lists, change);
  const problems = checkAll(lists.app.store);
  const gaps = listUncovered(lists.app.reader);
  find("view-uncovered").textContent = `Uncovered (${gaps.length})`;
  find("view-problems").textContent = `Problems (${problems.length})`;
  for (const view of VIEWS) {
    find(`view-${view}`).setAttribute("aria-pressed", String(view === lists.view));
  }
  find("filters").hidden = lists.view !== "rows";
  if (lists.view === "rows") showRows(lists, new Set(problems.map(({ row }) => row.number)));
  else if (lists.view === "uncovered") showUncovered(lists, gaps);
  else showProblems(lists, problems);
}

// Rows.

function showRows(lists, faulty) {
  const { store } = lists.app;
  const wanted = lists.words.toLocaleLowerCase();
  const groups = [];
  let number = 0;
  for (const table of store.tables.values()) {
    if (lists.table && table.name !== lists.table) continue;
    // Without a choice, only rows that people recognise: those with ids, except passages.
    if (!lists.table && (!table.prefix || table.isSpan)) continue;
    const rows = store.list(table.name).map((row) => [row, describeRow(store, row)]);
    const found = rows.filter(([, words]) => words.toLocaleLowerCase().includes(wanted));
    const shown = found.slice(0, Math.max(MOST_ROWS - number, 0));
    number += shown.length;
    if (!found.length && (wanted || !lists.table)) continue;
    const more = `${found.length - shown.length} more: choose a table, or search.`;
    groups.push(
      make("h3", {}, `${table.title} (${found.length})`),
      make("ul", { class: "rows" }, shown.map(([row, words]) => makeItem(lists.app, row, words, faulty))),
      found.length > shown.length ? make("p", { class: "faint" }, more) : null,
    );
  }
  if (!groups.length) groups.push(make("p", { class: "faint" }, "No rows yet."));
  lists.body.replaceChildren(...groups.filter(Boolean));
}

function makeItem(app, row, words, faulty) {
  const warning = faulty.has(row.number) ? make("span", { class: "warning" }, " (has problems)") : null;
  const content = [isolate(words), warning];
  return make("li", {}, makeButton(content, () => openRow(app.panel, row) && showFirst(app, row)));
}

/** Show the first passage of a row in the text. */
function showFirst({ store, reader }, row) {
  const { isSpan, prefix, key } = store.tables.get(row.table);
  const passages = prefix ? listPassages(store, row.table, row.cells[key[0]]) : [];
  const passage = isSpan ? row : passages[0];
  if (!passage?.cells.end) return;
  const { source_id: source, start, end } = passage.cells;
  showPassage(reader, source, Number(start), Number(end));
}

// Uncovered sentences.

/** Return start, end and gaps of the sentences with words that are neither coded nor explained. */
function listUncovered(reader) {
  return getDocument(reader)
    .sentences.map(([start, end]) => [start, end, reader.gaps.filter(([at]) => start <= at && at < end)])
    .filter(([, , gaps]) => gaps.length);
}

function showUncovered({ app: { reader }, body }, sentences) {
  const [open, coded, explained] = reader.coverage.counts;
  const total = open + coded + explained;
  const share = total ? Math.floor((100 * (coded + explained)) / total) : 100;
  const about = `${coded} of ${total} words are in evidence, ${explained} in uncoded passages: ${share} %. Evidence for names and places does not count.`;
  const items = sentences.map(([start, end, gaps]) => {
    const isWhole = gaps.length === 1 && gaps[0][1] - gaps[0][0] > 0.9 * (end - start);
    const select = () => {
      selectPart(reader, ...gaps[0]);
      reader.pane.focus();
    };
    const words = getContent(reader).slice(...(isWhole ? [start, end] : gaps[0]));
    const more = gaps.length > 1 ? ` and ${count(gaps.length - 1, "more place")}` : "";
    const part = isWhole ? null : make("span", { class: "faint" }, ` (part of a sentence${more})`);
    return make("li", {}, makeButton([isolate(words, 160), part], select));
  });
  showItems(body, about, items, "All words of this text are covered.");
}

// Problems.

function showProblems({ app: { panel }, body }, problems) {
  const items = problems.slice(0, MOST_ROWS).map(({ row, problems: found }) => {
    const lines = found.map(({ field, problem }) => `${field} ${problem}`).join("; ");
    const warning = make("span", { class: "warning" }, ` ${showLine(lines)}`);
    return make("li", {}, makeRowButton(panel, row, warning));
  });
  const about = "What can be checked here. The import and eventclaims validate check more.";
  showItems(body, about, items, "No problems found.");
}

function showItems(body, about, items, none) {
  body.replaceChildren(
    make("p", { class: "about" }, about),
    items.length ? make("ul", { class: "rows" }, items) : make("p", {}, none),
  );
}
