// The spans of a document: the passages of rows, each with a lane for its line.

const LANES = 7;

/** Return the spans of a document in units of UTF-16; those of hidden kinds have no lane. */
function listSpans({ store, kinds }, source, text, hidden) {
  const spans = [];
  for (const table of source ? store.tables.values() : []) {
    if (!table.isSpan) continue;
    for (const row of store.select(table.name, ["source_id"], { source_id: source })) {
      const points = [row.cells.start, row.cells.end].map((cell) => Number(cell || NaN));
      if (!isWithin(text, ...points)) continue;
      const own = isOwnSpan(table);
      const kind = own ? table.name : row.cells.table;
      const label = own ? nameOne(table) : row.cells.record_id;
      // A row can be saved before its table is chosen: its line has no colour.
      const number = kinds.findIndex(({ name }) => name === kind);
      const style = number < 0 ? "" : `k${number % 12}`;
      const [start, end] = points.map(text.toUnit);
      spans.push({ row, kind, label, style, start, end, points });
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

/** Return whether two code points are the ends of a part of a text. */
function isWithin(text, start, end) {
  return start >= 0 && start < end && end <= text.length;
}
