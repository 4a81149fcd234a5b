// Selecting words with the keyboard.

/** Move the head of the selection to a place; the anchor stays if the selection is extended. */
function moveHead(reader, place, isExtending) {
  selectPart(reader, isExtending ? reader.anchor : place, place);
}

/** Move by words or sentences. */
function movePart(reader, parts, isForward, isExtending) {
  const anchor = isExtending ? reader.anchor : null;
  const last = getContent(reader).length;
  moveHead(reader, stepPart(parts, reader.head, anchor, isForward, last), isExtending);
}

/** Move by a word or a character. */
function moveSide(reader, { ctrlKey, altKey, shiftKey }, isForward) {
  if (ctrlKey || altKey) moveHead(reader, stepCharacter(getContent(reader), reader.head, isForward), shiftKey);
  else movePart(reader, getDocument(reader).words, isForward, shiftKey);
}

function selectSentence(reader) {
  const { sentences } = getDocument(reader);
  const [from, to] = getRange(reader);
  const isSelected = sentences.some(([start, end]) => start === from && end === to);
  // Once more selects the next one.
  const sentence = sentences.find(([, end]) => (isSelected ? end > to : end > reader.head));
  if (sentence) selectPart(reader, ...sentence);
}

function selectGap(reader, isForward) {
  const { gaps } = reader;
  const [from] = getRange(reader);
  const gap = isForward
    ? gaps.find(([start]) => start > from) ?? gaps[0]
    : gaps.findLast(([start]) => start < from) ?? gaps.at(-1);
  if (gap) selectPart(reader, ...gap);
  else announce("All words of this text are covered.");
}

function findLine(reader) {
  const { lines } = getDocument(reader);
  return lines.find(([start, end]) => start <= reader.head && reader.head <= end) ?? [0, 0];
}

// Each gets the reader, the event, and whether an arrow to the side leads towards the end of the text.
const TEXT_KEYS = {
  ArrowRight: moveSide,
  ArrowLeft: moveSide,
  ArrowDown: (reader, event) => movePart(reader, getDocument(reader).sentences, true, event.shiftKey),
  ArrowUp: (reader, event) => movePart(reader, getDocument(reader).sentences, false, event.shiftKey),
  Home: (reader, event) => moveHead(reader, event.ctrlKey ? 0 : findLine(reader)[0], event.shiftKey),
  End: (reader, event) =>
    moveHead(reader, event.ctrlKey ? getContent(reader).length : findLine(reader)[1], event.shiftKey),
  " ": selectSentence,
  ".": (reader) => selectGap(reader, true),
  ",": (reader) => selectGap(reader, false),
  Enter: ({ app }) => app.enterPanel(),
  Escape: (reader) => moveHead(reader, reader.head, false),
};

/** Make words selectable with the keyboard. `choose` gets the kind whose letter was pressed. */
function listenToKeys(reader, choose) {
  reader.pane.addEventListener("keydown", (event) => {
    const letter = event.key.toLowerCase();
    const kind = reader.app.kinds.find((each) => each.letter === letter);
    const isPlain = !(event.ctrlKey || event.altKey || event.metaKey);
    // Ctrl+Enter saves the form, wherever the focus is.
    const isSaving = event.key === "Enter" && event.ctrlKey;
    if (TEXT_KEYS[event.key] && !event.metaKey && !isSaving) {
      const [paragraph] = listTouched(reader, [reader.head, reader.head]);
      const isRightToLeft = paragraph && getComputedStyle(paragraph.element).direction === "rtl";
      TEXT_KEYS[event.key](reader, event, (event.key === "ArrowRight") !== isRightToLeft);
    } else if (kind && isPlain && !event.shiftKey) choose(kind);
    else return;
    event.preventDefault();
  });
}
