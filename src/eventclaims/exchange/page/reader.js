// The reader: the shown document, its passages, and the selection.

/** Return the reader, which the functions of the text share. The parts of the page share `app`. */
function makeReader(app) {
  return {
    app,
    pane: find("text"),
    // The number of the document, and for each of its lines the element, start and end.
    number: 0,
    paragraphs: [],
    // The ends of the selection in units of UTF-16; the head is the one that moves.
    anchor: 0,
    head: 0,
    // Coded and uncoded words, since `updateText`.
    spans: [],
    gaps: [],
    coverage: null,
    // The kinds of rows without lines; an empty one is the shade of the gaps.
    hidden: new Set(),
  };
}

function getDocument({ app, number }) {
  return app.documents[number];
}

function getContent(reader) {
  return getDocument(reader).text.content;
}

function getRange({ anchor, head }) {
  return [Math.min(anchor, head), Math.max(anchor, head)];
}

/** Return the selected words; empty if there are none. */
function getWords(reader) {
  return getContent(reader).slice(...getRange(reader));
}

/** Return start and end of the selection in code points. */
function getPoints(reader) {
  return getRange(reader).map(getDocument(reader).text.toPoint);
}

/** Return the spans in the selection, or at the place of the head. */
function listAt(reader) {
  const [from, to] = getRange(reader);
  return reader.spans.filter(({ start, end }) => from < end && (from === to ? start <= from : start < to));
}

/** Return the paragraphs that a range touches. */
function listTouched({ paragraphs }, [from, to]) {
  return paragraphs.filter(({ start, end }) => start <= to && from <= end);
}
