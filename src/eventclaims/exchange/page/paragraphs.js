// The lines of a text as paragraphs with the spans, the gaps and the selection.

/** Write a line of the text. */
function fillParagraph(reader, { element, start, end }) {
  const { spans, hidden, head } = reader;
  const [from, to] = getRange(reader);
  const isNear = ([first, last]) => first < end && start < last;
  const near = spans.filter((span) => span.lane !== undefined && isNear([span.start, span.end]));
  const gaps = hidden.has("") ? [] : reader.gaps.filter(isNear);
  const all = [...near.flatMap((span) => [span.start, span.end]), ...gaps.flat(), from, to];
  const cuts = [...new Set([start, ...all.filter((cut) => cut > start && cut < end), end])];
  cuts.sort((a, b) => a - b);
  element.replaceChildren();
  const lanes = near.reduce((most, { lane }) => Math.max(most, lane + 1), 1);
  element.style.setProperty("--lanes", String(lanes));
  for (let n = 0; n + 1 < cuts.length; n += 1) {
    const [first, last] = [cuts[n], cuts[n + 1]];
    if (head === first) element.append(make("span", { class: "caret" }));
    for (const { style, label } of near.filter((span) => span.start === first)) {
      element.append(make("span", { class: `tag ${style}`, "data-label": label }));
    }
    const covering = near.filter((span) => span.start <= first && last <= span.end);
    const isGap = gaps.some((gap) => gap[0] <= first && last <= gap[1]);
    const isSelected = from <= first && last <= to;
    const pieces = listPieces(getContent(reader).slice(first, last));
    element.append(...wrapPieces(pieces, covering, isGap, isSelected));
  }
  if (head === end) element.append(make("span", { class: "caret" }));
}

/** Return the characters of a part of the text; each control is isolated and visible. */
function listPieces(part) {
  const pieces = [];
  let at = 0;
  for (const { 0: character, index } of part.matchAll(CONTROL)) {
    if (index > at) pieces.push(part.slice(at, index));
    const shown = character === "\r" ? null : nameControl(character);
    pieces.push(make("span", { class: shown ? "control" : "return", "data-label": shown }, character));
    at = index + character.length;
  }
  return at < part.length ? [...pieces, part.slice(at)] : pieces;
}

function wrapPieces(pieces, spans, isGap, isSelected) {
  let inner = pieces;
  for (const { style, lane } of spans) {
    inner = [make("mark", { class: `${style} lane${lane}` }, ...inner)];
  }
  if (isGap) inner = [make("span", { class: "gap" }, ...inner)];
  return isSelected ? [make("span", { class: "selected" }, ...inner)] : inner;
}
