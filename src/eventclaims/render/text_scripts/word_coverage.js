// The words with neither evidence nor a reason not to code them, as in evidence/word_coverage.py.
const QUOTES = "\"'\\u201d\\u2019\\u00bb)\\]\\u300d\\u300f\\uff09\\u3011\\u300b";
const CLOSING = `[${QUOTES}]*(?:[${SPACE}]*\\[\\p{Nd}+\\])*`;
const FINAL =
  "\\u061f\\u06d4\\u0964\\u0965\\u3002\\uff01\\uff0e\\uff1f\\uff61\\u1362\\u1367\\u1368\\u0589" +
  "\\u104b\\u17d4\\u17d5\\u0f0d";
const OPENING = "[\"'\\u201c\\u201e\\u2018\\u00ab\\u00bf\\u00a1(\\[]";
const LETTER = "[\\p{L}\\p{Nl}\\p{No}]";
const BEFORE_NEXT = `(?=[${SPACE}]+${OPENING}?(?<next>${LETTER}))`;
const END = new RegExp(
  `(?:\\n+|[${FINAL}]+${CLOSING}|[.!?\\u2026]${CLOSING}${BEFORE_NEXT})[${SPACE}]*`,
  "gu",
);
const NOTE = /\[\p{Nd}+\]/gu;
const [CODED, EXPLAINED] = [1, 2];

/** Return the number of words by mark, and the words without one as places in code points. */
function measureCoverage(text, verdicts) {
  const content = text.content.replace(NOTE, (note) => " ".repeat(note.length));
  const marks = markCovered(text, verdicts);
  const counts = [0, 0, 0];
  const gaps = [];
  for (const [start, end] of splitSentences(content)) {
    let previous = CODED;
    for (const token of tokenize(content.slice(start, end))) {
      const mark = marks[start + token.start];
      counts[mark] += 1;
      if (!mark && previous) gaps.push([start + token.start, 0]);
      if (!mark) gaps.at(-1)[1] = start + token.end;
      previous = mark;
    }
  }
  return { counts, gaps: gaps.map((gap) => gap.map(text.toPoint)) };
}

function markCovered(text, verdicts) {
  const marks = new Uint8Array(text.content.length);
  const found = verdicts.filter(({ outcome, span }) => outcome !== "missing" && !span.isNaming);
  for (const isEvidence of [false, true]) {
    for (const { span, start, end } of found) {
      if (span.isEvidence === isEvidence) {
        marks.fill(isEvidence ? CODED : EXPLAINED, text.toUnit(start), text.toUnit(end));
      }
    }
  }
  return marks;
}

function strip(text) {
  const begin = text.search(new RegExp(`[^${SPACE}]`, "u"));
  if (begin < 0) return [0, 0];
  let end = text.length;
  const isSpace = new RegExp(`[${SPACE}]`, "u");
  while (isSpace.test(text[end - 1])) end -= 1;
  return [begin, end];
}

function splitSentences(content) {
  const cuts = [0];
  for (const match of content.matchAll(END)) {
    if (isSentenceEnd(match, content)) cuts.push(match.index + match[0].length);
  }
  cuts.push(content.length);
  const sentences = [];
  for (let n = 1; n < cuts.length; n += 1) {
    const [begin, end] = strip(content.slice(cuts[n - 1], cuts[n]));
    const sentence = [cuts[n - 1] + begin, cuts[n - 1] + end];
    if (tokenize(content.slice(...sentence)).length) sentences.push(sentence);
  }
  return sentences;
}

function isSentenceEnd(match, content) {
  const { next } = match.groups;
  if (next === undefined) return true;
  const before = [" ", " ", ...content.slice(Math.max(match.index - 4, 0), match.index)].slice(-2);
  const isWord = /[\p{L}\p{M}\p{N}]/u.test(before[0]);
  const isInitial = match[0].startsWith(".") && beginsSentence(before[1]) && !isWord;
  return beginsSentence(next) && !isInitial;
}

/** Return whether a letter is a capital one, or of a script without small letters. */
function beginsSentence(character) {
  return /^\p{L}$/u.test(character) && !/^\p{Changes_When_Titlecased}$/u.test(character);
}
