// The text of a document with its spans.
const LANES = 7;

/** Return the kinds of rows for which words can be evidence, each with its key on the keyboard. */
function listKinds(store) {
  const names = (store.tables.get("evidence")?.byName.get("table")?.codes ?? [])
    .filter((name) => store.tables.get(name)?.prefix)
    .concat([...store.tables.values()].filter(isOwnSpan).map((table) => table.name));
  const used = new Set();
  return names.map((name, number) => {
    const table = store.tables.get(name);
    const one = nameOne(table);
    const letter = [...one.toLowerCase()].find((each) => /[a-z]/.test(each) && !used.has(each));
    if (letter) used.add(letter);
    return { name, number, one, letter, title: table.title };
  });
}

/** Return whether the rows of a table are themselves spans, such as uncoded passages. */
function isOwnSpan(table) {
  return table.isSpan && !table.byName.has("record_id");
}

/** Return whether words can be evidence for rows of a table, which are not themselves spans. */
function isKind(app, table) {
  return app.kinds.some(({ name }) => name === table.name) && !isOwnSpan(table);
}

/** Return the pane of the text. `app` is what the parts of the page share. */
function makeReader(app) {
  const { store, kinds } = app;
  const pane = find("text");
  const kindOf = new Map(kinds.map((kind) => [kind.name, kind]));
  const hidden = new Set();
  const state = { document: 0, anchor: 0, head: 0, spans: [], gaps: [], coverage: null };
  let paragraphs = [];

  const getDocument = () => app.documents[state.document];
  const getContent = () => getDocument().text.content;
  const getRange = () => [Math.min(state.anchor, state.head), Math.max(state.anchor, state.head)];

  /** Return the spans of a document in units of UTF-16, each with a lane for its line. */
  function listSpans(source, text) {
    const spans = [];
    for (const table of store.tables.values()) {
      if (!table.isSpan || !source) continue;
      for (const row of store.select(table.name, ["source_id"], { source_id: source })) {
        const [start, end] = [row.cells.start, row.cells.end].map((cell) => Number(cell || NaN));
        if (!(start >= 0 && start < end && end <= text.length)) continue;
        const own = isOwnSpan(table);
        spans.push({
          row,
          kind: own ? table.name : row.cells.table,
          label: own ? nameOne(table) : row.cells.record_id,
          start: text.toUnit(start),
          end: text.toUnit(end),
          points: [start, end],
        });
      }
    }
    spans.sort((a, b) => a.start - b.start || b.end - a.end);
    const ends = [];
    for (const span of spans.filter(({ kind }) => !hidden.has(kind))) {
      let lane = ends.findIndex((end) => end <= span.start);
      if (lane < 0) lane = ends.length;
      ends[lane] = span.end;
      span.lane = lane % LANES;
    }
    return spans;
  }

  function update() {
    const { text, isCopy } = getDocument();
    const source = isCopy ? "" : app.getSource(getDocument());
    state.spans = listSpans(source, text);
    const verdicts = state.spans.map(({ row, kind, points: [start, end] }) => ({
      outcome: "exact",
      span: { isEvidence: row.table === "evidence", isNaming: app.data.naming.includes(kind) },
      start,
      end,
    }));
    state.coverage = measureCoverage(text, verdicts);
    state.gaps = state.coverage.gaps.map((gap) => gap.map(text.toUnit));
    paragraphs.forEach(fill);
  }

  function open(number, place = 0) {
    state.document = number;
    [state.anchor, state.head] = [place, place];
    const { lines, name } = getDocument();
    pane.replaceChildren();
    paragraphs = lines.map(([start, end]) => {
      const element = make("p", { dir: "auto" });
      pane.append(element);
      return { element, start, end };
    });
    pane.setAttribute("aria-label", `Text of ${showLine(name)}. Press ? for the keys.`);
    find("document").value = String(number);
    update();
    pane.scrollTop = 0;
  }

  /** Write a line with its spans, gaps and the selection. */
  function fill({ element, start, end }) {
    const [from, to] = getRange();
    const near = state.spans.filter(
      (span) => span.lane !== undefined && span.start < end && start < span.end,
    );
    const gaps = hidden.has("") ? [] : state.gaps.filter(([first, last]) => first < end && start < last);
    const all = [...near.flatMap((s) => [s.start, s.end]), ...gaps.flat(), from, to];
    const cuts = [...new Set([start, ...all.filter((cut) => cut > start && cut < end), end])];
    cuts.sort((a, b) => a - b);
    element.replaceChildren();
    const lanes = near.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
    element.style.setProperty("--lanes", String(lanes));
    if (state.head === start && start === end) element.append(make("span", { class: "caret" }));
    for (let n = 0; n + 1 < cuts.length; n += 1) {
      const [first, last] = [cuts[n], cuts[n + 1]];
      if (state.head === first) element.append(make("span", { class: "caret" }));
      for (const span of near.filter((each) => each.start === first)) {
        const kind = kindOf.get(span.kind);
        element.append(make("span", { class: `tag k${kind.number % 12}`, "data-label": span.label }));
      }
      const covering = near.filter((span) => span.start <= first && last <= span.end);
      const isGap = gaps.some((gap) => gap[0] <= first && last <= gap[1]);
      const isSelected = from <= first && last <= to;
      element.append(...wrap(listPieces(first, last), covering, isGap, isSelected));
    }
    if (state.head === end && start < end) element.append(make("span", { class: "caret" }));
  }

  /** Return the characters of a part of the text; each control is isolated and visible. */
  function listPieces(first, last) {
    const pieces = [];
    const part = getContent().slice(first, last);
    let at = 0;
    for (const { 0: character, index } of part.matchAll(CONTROL)) {
      if (index > at) pieces.push(part.slice(at, index));
      const shown = character === "\r" ? null : nameControl(character);
      pieces.push(make("span", { class: shown ? "control" : "return", "data-label": shown }, character));
      at = index + character.length;
    }
    return at < part.length ? [...pieces, part.slice(at)] : pieces;
  }

  function wrap(pieces, spans, isGap, isSelected) {
    let inner = pieces;
    for (const span of spans) {
      const number = kindOf.get(span.kind).number % 12;
      inner = [make("mark", { class: `k${number} lane${span.lane}` }, ...inner)];
    }
    if (isGap) inner = [make("span", { class: "gap" }, ...inner)];
    return isSelected ? [make("span", { class: "selected" }, ...inner)] : inner;
  }

  function isTouched({ start, end }, [from, to]) {
    return start <= to && from <= end;
  }

  /** Select a part of the text; `head` is the end that moves. */
  function select(anchor, head, isShown = true) {
    const before = getRange();
    [state.anchor, state.head] = [anchor, head];
    const after = getRange();
    for (const paragraph of paragraphs) {
      if (isTouched(paragraph, before) || isTouched(paragraph, after)) fill(paragraph);
    }
    if (isShown) pane.querySelector(".caret")?.scrollIntoView({ block: "nearest" });
    app.onSelect();
  }

  /** Return the place in the text of a place in the page; null if it is outside. */
  function locate(node, offset) {
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("#text p");
    const paragraph = paragraphs.find((each) => each.element === element);
    if (!paragraph) return null;
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, offset);
    return alignPoint(getContent(), paragraph.start + range.toString().length);
  }

  /** Take over what was selected with a mouse or a finger. */
  function takeSelection() {
    const selection = getSelection();
    if (!selection.rangeCount || !pane.contains(selection.anchorNode)) return;
    const anchor = locate(selection.anchorNode, selection.anchorOffset);
    const head = locate(selection.focusNode, selection.focusOffset);
    if (anchor === null || head === null) return;
    const [start, end] = trimSelection(getContent(), Math.min(anchor, head), Math.max(anchor, head));
    selection.removeAllRanges();
    if (start >= end) select(head, head, false);
    else if (anchor < head) select(start, end, false);
    else select(end, start, false);
  }

  return {
    pane,
    state,
    open,
    update,
    select,
    takeSelection,
    getDocument,
    getContent,
    getRange,
    getParagraph: () => paragraphs.find((each) => isTouched(each, [state.head, state.head]))?.element,
    /** Return the selected words; empty if there are none. */
    getWords: () => getContent().slice(...getRange()),
    /** Return start and end of the selection in code points. */
    getPoints: () => getRange().map(getDocument().text.toPoint),
    listAt: () => {
      const [from, to] = getRange();
      const isAt = (span) => (from === to ? span.start <= from && from < span.end : span.start < to && from < span.end);
      return state.spans.filter(isAt);
    },
    /** Show a passage of any document. */
    show(source, start, end) {
      const number = app.documents.findIndex((each) => app.getSource(each) === source);
      if (number < 0) return false;
      if (number !== state.document) open(number);
      const { text } = getDocument();
      if (!(start >= 0 && start < end && end <= text.length)) return false;
      select(text.toUnit(start), text.toUnit(end));
      return true;
    },
    toggle(kind) {
      if (!hidden.delete(kind)) hidden.add(kind);
      update();
      return !hidden.has(kind);
    },
  };
}
