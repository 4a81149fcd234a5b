// The lists beside the text: rows, uncovered sentences and problems.
const MOST_ROWS = 300;

/** Return the lists. `app` is what the parts of the page share. */
function makeLists(app) {
  const { store, reader, form } = app;
  const body = find("list");
  const state = { view: "rows", table: "", words: "" };

  function update() {
    const problems = checkAll(store);
    const gaps = listUncovered();
    find("view-uncovered").textContent = `Uncovered (${gaps.length})`;
    find("view-problems").textContent = `Problems (${problems.length})`;
    for (const view of ["rows", "uncovered", "problems"]) {
      find(`view-${view}`).setAttribute("aria-pressed", String(view === state.view));
    }
    find("filters").hidden = state.view !== "rows";
    if (state.view === "rows") showRows(new Set(problems.map(({ row }) => row.number)));
    else if (state.view === "uncovered") showUncovered(gaps);
    else showProblems(problems);
  }

  // Rows.

  function showRows(faulty) {
    const wanted = state.words.toLocaleLowerCase();
    const groups = [];
    let number = 0;
    for (const table of store.tables.values()) {
      if (state.table && table.name !== state.table) continue;
      // Without a choice, only rows that people recognise: those with ids, except passages.
      if (!state.table && (!table.prefix || table.isSpan)) continue;
      const rows = store.list(table.name).map((row) => [row, describeRow(store, row)]);
      const found = rows.filter(([, words]) => words.toLocaleLowerCase().includes(wanted));
      const shown = found.slice(0, Math.max(MOST_ROWS - number, 0));
      number += shown.length;
      if (!found.length && (wanted || !state.table)) continue;
      groups.push(
        make("h3", {}, `${table.title} (${found.length})`),
        make("ul", { class: "rows" }, shown.map(([row, words]) => makeItem(row, words, faulty))),
        found.length > shown.length
          ? make("p", { class: "faint" }, `${found.length - shown.length} more: choose a table, or search.`)
          : null,
      );
    }
    if (!groups.length) groups.push(make("p", { class: "faint" }, "No rows yet."));
    body.replaceChildren(...groups.filter(Boolean));
  }

  function makeItem(row, words, faulty) {
    const warning = faulty.has(row.number)
      ? make("span", { class: "warning" }, " (has problems)")
      : null;
    const open = () => {
      if (form.open(row)) showFirst(row);
    };
    return make("li", {}, make("button", { type: "button", onclick: open }, isolate(words), warning));
  }

  /** Show the first passage of a row in the text. */
  function showFirst(row) {
    const table = store.tables.get(row.table);
    const passage = table.isSpan
      ? row
      : table.prefix && store.tables.has("evidence")
        ? store.select("evidence", ["table", "record_id"], {
            table: row.table,
            record_id: row.cells[table.key[0]],
          })[0]
        : null;
    if (!passage?.cells.end) return;
    const { source_id: source, start, end } = passage.cells;
    showPassage(reader, source, Number(start), Number(end));
  }

  // Uncovered sentences.

  /** Return the sentences of the text with words that are neither coded nor explained. */
  function listUncovered() {
    const { gaps } = reader;
    return getDocument(reader)
      .sentences.map(([start, end]) => ({
        start,
        end,
        gaps: gaps.filter((gap) => start <= gap[0] && gap[0] < end),
      }))
      .filter((sentence) => sentence.gaps.length);
  }

  function showUncovered(sentences) {
    const [open, coded, explained] = reader.coverage.counts;
    const total = open + coded + explained;
    const share = total ? Math.floor((100 * (coded + explained)) / total) : 100;
    const about = `${coded} of ${total} words are in evidence, ${explained} in uncoded passages: ${share} %. Evidence for names and places does not count.`;
    const items = sentences.map(({ gaps, start, end }) => {
      const isWhole = gaps.length === 1 && gaps[0][1] - gaps[0][0] > 0.9 * (end - start);
      const select = () => {
        selectPart(reader, ...gaps[0]);
        reader.pane.focus();
      };
      const words = getContent(reader).slice(...(isWhole ? [start, end] : gaps[0]));
      const more = gaps.length > 1 ? ` and ${count(gaps.length - 1, "more place")}` : "";
      const part = isWhole ? null : make("span", { class: "faint" }, ` (part of a sentence${more})`);
      return make("li", {}, make("button", { type: "button", onclick: select }, isolate(words, 160), part));
    });
    body.replaceChildren(
      make("p", { class: "about" }, about),
      items.length ? make("ul", { class: "rows" }, items) : make("p", {}, "All words of this text are covered."),
    );
  }

  // Problems.

  function showProblems(problems) {
    const items = problems.slice(0, MOST_ROWS).map(({ row, problems: found }) => {
      const title = nameOne(store.tables.get(row.table));
      const lines = found.map(({ field, problem }) => `${field} ${problem}`).join("; ");
      return make(
        "li",
        {},
        make(
          "button",
          { type: "button", onclick: () => form.open(row) },
          make("span", { class: "faint" }, `${title}: `),
          isolate(describeRow(store, row)),
          make("span", { class: "warning" }, ` ${showLine(lines)}`),
        ),
      );
    });
    const about = "What can be checked here. The import and eventclaims validate check more.";
    body.replaceChildren(
      make("p", { class: "about" }, about),
      items.length ? make("ul", { class: "rows" }, items) : make("p", {}, "No problems found."),
    );
  }

  for (const view of ["rows", "uncovered", "problems"]) {
    find(`view-${view}`).addEventListener("click", () => {
      state.view = view;
      update();
    });
  }
  const chooser = find("table");
  for (const table of store.tables.values()) {
    chooser.append(make("option", { value: table.name }, table.title));
  }
  chooser.addEventListener("change", () => {
    state.table = chooser.value;
    find("new").disabled = !state.table;
    update();
  });
  find("new").addEventListener("click", () => form.startRow(state.table));
  find("search").addEventListener("input", () => {
    state.words = find("search").value;
    update();
  });
  return { update };
}
