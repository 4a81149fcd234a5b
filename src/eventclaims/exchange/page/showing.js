// Showing a text, and places in it.

function openText(reader, number) {
  const { pane } = reader;
  Object.assign(reader, { number, anchor: 0, head: 0 });
  const { lines, name } = getDocument(reader);
  reader.paragraphs = lines.map(([start, end]) => ({ element: make("p", { dir: "auto" }), start, end }));
  pane.replaceChildren(...reader.paragraphs.map(({ element }) => element));
  pane.setAttribute("aria-label", `Text of ${showLine(name)}. Press ? for the keys.`);
  find("document").value = String(number);
  updateText(reader);
  pane.scrollTop = 0;
}

/** Show the current passages. */
function updateText(reader) {
  const { app, hidden, paragraphs } = reader;
  const document = getDocument(reader);
  const { text, isCopy } = document;
  reader.spans = listSpans(app, isCopy ? "" : app.getSource(document), text, hidden);
  const verdicts = reader.spans.map(({ row, kind, points: [start, end] }) => ({
    outcome: "exact",
    span: { isEvidence: row.table === "evidence", isNaming: app.data.naming.includes(kind) },
    start,
    end,
  }));
  reader.coverage = measureCoverage(text, verdicts);
  reader.gaps = reader.coverage.gaps.map((gap) => gap.map(text.toUnit));
  for (const paragraph of paragraphs) fillParagraph(reader, paragraph);
}

/** Select a part of the text; `head` is the end that moves. */
function selectPart(reader, anchor, head, isShown = true) {
  const before = listTouched(reader, getRange(reader));
  Object.assign(reader, { anchor, head });
  const touched = new Set([...before, ...listTouched(reader, getRange(reader))]);
  for (const paragraph of touched) fillParagraph(reader, paragraph);
  if (isShown) reader.pane.querySelector(".caret")?.scrollIntoView({ block: "nearest" });
  reader.app.onSelect();
}

/** Show a passage of any document; its ends are code points. */
function showPassage(reader, source, start, end) {
  const { app } = reader;
  const number = app.documents.findIndex((each) => app.getSource(each) === source);
  if (number < 0) return;
  if (number !== reader.number) openText(reader, number);
  const { text } = getDocument(reader);
  if (isWithin(text, start, end)) selectPart(reader, text.toUnit(start), text.toUnit(end));
}

/** Show or hide the lines of a kind of rows; return whether they are shown now. */
function toggleKind(reader, kind) {
  const { hidden } = reader;
  if (!hidden.delete(kind)) hidden.add(kind);
  updateText(reader);
  return !hidden.has(kind);
}
