// Places in a text: words, sentences and characters. The page counts in units of UTF-16, and the
// tables in code points.

/** Return a text with its words and sentences. */
function makeDocument(given) {
  const text = makeText(given.name, given.content);
  const { content } = text;
  const visible = content.replace(NOTE, (note) => " ".repeat(note.length));
  const words = tokenize(content).map(({ start, end }) => [start, end]);
  const sentences = splitSentences(visible);
  return { ...given, text, words, sentences, lines: listLines(content) };
}

/** Return start and end of each line, without its line feed. */
function listLines(content) {
  const lines = [];
  let start = 0;
  for (const part of content.split("\n")) {
    lines.push([start, start + part.length]);
    start += part.length + 1;
  }
  return lines;
}

const segmenter = Intl.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
// Longer than any character that people see as one.
const REACH = 40;

/** Return the place after the character at a place, or before it. */
function stepCharacter(content, place, isForward) {
  const from = alignPoint(content, Math.max(place - REACH, 0));
  const part = content.slice(from, place + REACH);
  const pieces = segmenter ? [...segmenter.segment(part)].map((each) => each.segment) : [...part];
  let at = from;
  for (const piece of pieces) {
    const next = at + piece.length;
    if (isForward ? next > place : next >= place) return isForward ? next : Math.min(at, place);
    at = next;
  }
  return isForward ? content.length : from;
}

/** Return a place that is not within a character of two units. */
function alignPoint(content, place) {
  const isInside = /^[\udc00-\udfff]/.test(content.slice(place, place + 1));
  const isAfter = place > 0 && /^[\ud800-\udbff]/.test(content.slice(place - 1, place));
  return isInside && isAfter ? place - 1 : place;
}

/**
 * Return where a step leads.
 *
 * @param parts Start and end of the words or sentences.
 * @param place The place that moves.
 * @param anchor The other end of the selection; null if the step selects nothing.
 * @param isForward Whether the step goes towards the end of the text.
 * @param last The end of the text.
 */
function stepPart(parts, place, anchor, isForward, last) {
  // An end that moves away from the other one reaches over whole parts, and back to their edges.
  const side = anchor === null ? 0 : isForward ? (place >= anchor ? 1 : 0) : place > anchor ? 1 : 0;
  const edges = parts.map((part) => part[side]);
  const next = isForward
    ? edges.find((edge) => edge > place)
    : edges.findLast((edge) => edge < place);
  const reached = next ?? (isForward ? last : 0);
  const isAcross = anchor !== null && (place - anchor) * (reached - anchor) < 0;
  return isAcross ? anchor : reached;
}

/** Return a selection without white space at its ends. */
function trimSelection(content, start, end) {
  const [begin, stop] = strip(content.slice(start, end));
  return [start + begin, start + stop];
}
