// The document of a text, and the outcome for each of its spans, as in evidence/texts.py and
// evidence/verify.py.
const LONG = 5;

/** Return a span from the values that the page has for it. */
function readSpan(values) {
  const [record, row, field, isEvidence, isNaming, start, end, sha256, count, fingerprint] = values;
  const place = { start, end, sha256, count, fingerprint };
  return { record, row, field, isEvidence: !!isEvidence, isNaming: !!isNaming, ...place };
}

function readDocuments(documents) {
  return documents.map((document) => ({ ...document, spans: document.spans.map(readSpan) }));
}

/** Return a text with its positions: code points, which evidence counts, and units of UTF-16. */
function makeText(name, content) {
  // Most texts have no character of two units.
  const points = /[\ud800-\udfff]/.test(content) ? locatePoints(content) : null;
  return {
    name,
    content,
    sha256: hashText(content),
    length: points ? points.length - 1 : content.length,
    toUnit: (point) => (points ? points[point] : point),
    toPoint: (unit) => (points ? findFirst(points, unit) : unit),
  };
}

/**
 * Return the documents whose text this is, each with the outcome of its spans.
 *
 * @param text The text.
 * @param documents The documents of the package.
 * @param pause Called between long steps; a promise is awaited.
 */
async function checkText(text, documents, pause = () => {}) {
  const wanted = new Map();
  for (const { spans } of documents) {
    for (const { count, fingerprint } of spans) {
      if (!wanted.has(count)) wanted.set(count, new Set());
      wanted.get(count).add(fingerprint);
    }
  }
  for (const [count, fingerprints] of wanted) wanted.set(count, [...fingerprints]);
  let windows;
  const getWindows = () => (windows ??= indexWindows(text.content, wanted));
  let found = documents.filter((document) => document.sha256 === text.sha256);
  if (!found.length) {
    const isNamed = ({ name }) => text.name && name === text.name;
    const others = documents.filter((document) => !isNamed(document));
    const matching = others.length ? await matchDocuments(text, others, getWindows(), pause) : [];
    found = documents.filter((each) => isNamed(each) || matching.includes(each));
  }
  const results = [];
  for (const document of found) {
    results.push({ document, verdicts: await verifySpans(text, document, getWindows, pause) });
  }
  return results;
}

/** Return the documents of which the text contains at least half of the passages. */
async function matchDocuments(text, documents, windows, pause) {
  const isOf = new Map();
  const isPlaced = new Set();
  let open = documents.filter(({ spans }) => spans.length);
  while (open.length) {
    await pause();
    windows.scanAll(chooseCount(open, windows));
    for (const document of open) {
      const { spans } = document;
      if (!isPlaced.has(document) && findAround(text, spans, windows)) isPlaced.add(document);
      const places = spans.map((span) => windows.find(span.fingerprint, span.count));
      const hits = places.filter((found) => found?.length).length;
      const misses = places.filter((found) => found?.length === 0).length;
      if (hits && 2 * hits >= spans.length) isOf.set(document, true);
      else if (2 * (spans.length - misses) < spans.length) isOf.set(document, false);
    }
    open = open.filter((document) => !isOf.has(document));
  }
  return documents.filter((document) => isOf.get(document));
}

/** Return the number of tokens that most spans have of those that are not looked for so far. */
function chooseCount(documents, windows) {
  const numbers = new Map();
  for (const { fingerprint, count } of documents.flatMap(({ spans }) => spans)) {
    if (!windows.find(fingerprint, count)) numbers.set(count, (numbers.get(count) ?? 0) + 1);
  }
  const order = [...numbers.keys()].sort((a, b) => numbers.get(b) - numbers.get(a));
  // Around a long passage, which is seldom found by chance, the others are found at once.
  const isFirst = !windows.hasScanned();
  return (isFirst && order.find((count) => count >= LONG)) || order[0] || 0;
}

/** Look for all spans around one that is found, and return whether there is one. */
function findAround(text, spans, windows) {
  const getPlaces = ({ fingerprint, count }) =>
    count < LONG ? [] : (windows.find(fingerprint, count) ?? []);
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  const first = sorted.find((span) => getPlaces(span).length);
  if (!first) return false;
  let shift = text.toPoint(getPlaces(first)[0][0]) - first.start;
  for (const span of sorted) {
    windows.find(span.fingerprint, span.count, guessUnit(text, span.start + shift));
    const [place] = getPlaces(span);
    if (place) shift = text.toPoint(place[0]) - span.start;
  }
  return true;
}

function guessUnit(text, point) {
  return text.toUnit(Math.min(Math.max(point, 0), text.length));
}

/** Return for each span of a document "exact", "moved" or "missing", and its place if found. */
async function verifySpans(text, document, getWindows, pause) {
  const verdicts = new Map();
  let shift = 0;
  for (const span of [...document.spans].sort((a, b) => a.start - b.start)) {
    const { start, end, sha256, count, fingerprint } = span;
    const isWithin = start >= 0 && start < end && end <= text.length;
    const slice = isWithin ? text.content.slice(text.toUnit(start), text.toUnit(end)) : "";
    if (isWithin && hashText(slice) === sha256) {
      verdicts.set(span, { span, outcome: "exact", start, end });
      shift = 0;
      continue;
    }
    let places = getWindows().find(fingerprint, count, guessUnit(text, start + shift));
    if (!places) {
      await pause();
      getWindows().scanAll(count);
      places = getWindows().find(fingerprint, count);
    }
    let best = null;
    for (const place of places) {
      const [from, to] = place.map(text.toPoint);
      if (!best || Math.abs(from - start) < Math.abs(best.start - start)) {
        best = { span, outcome: "moved", start: from, end: to };
      }
    }
    verdicts.set(span, best ?? { span, outcome: "missing" });
    if (best) shift = best.start - start;
  }
  return document.spans.map((span) => verdicts.get(span));
}
