// Selecting words with the keyboard and the mouse.

/** Make the text of a reader selectable. `choose` gets the kind whose key was pressed. */
function startSelecting(app, reader, choose) {
  const { pane, state } = reader;

  function move(parts, isForward, isExtending) {
    const last = reader.getContent().length;
    const anchor = isExtending ? state.anchor : null;
    const place = stepPart(parts, state.head, anchor, isForward, last);
    reader.select(isExtending ? state.anchor : place, place);
  }

  function moveCharacter(isForward, isExtending) {
    const place = stepCharacter(reader.getContent(), state.head, isForward);
    reader.select(isExtending ? state.anchor : place, place);
  }

  function moveTo(place, isExtending) {
    reader.select(isExtending ? state.anchor : place, place);
  }

  function selectSentence() {
    const { sentences } = reader.getDocument();
    const [, to] = reader.getRange();
    const isSelected = sentences.some(([start, end]) => start === reader.getRange()[0] && end === to);
    // Once more selects the next one.
    const sentence = sentences.find(([, end]) => (isSelected ? end > to : end > state.head));
    if (sentence) reader.select(...sentence);
  }

  function selectGap(isForward) {
    const [from] = reader.getRange();
    const gap = isForward
      ? state.gaps.find(([start]) => start > from) ?? state.gaps[0]
      : state.gaps.findLast(([start]) => start < from) ?? state.gaps.at(-1);
    if (gap) reader.select(...gap);
    else announce("All words of this text are covered.");
  }

  const keys = {
    ArrowRight: (event, isForward) => stepSide(event, isForward),
    ArrowLeft: (event, isForward) => stepSide(event, isForward),
    ArrowDown: (event) => move(reader.getDocument().sentences, true, event.shiftKey),
    ArrowUp: (event) => move(reader.getDocument().sentences, false, event.shiftKey),
    Home: (event) => moveTo(event.ctrlKey ? 0 : findLine()[0], event.shiftKey),
    End: (event) =>
      moveTo(event.ctrlKey ? reader.getContent().length : findLine()[1], event.shiftKey),
    " ": selectSentence,
    ".": () => selectGap(true),
    ",": () => selectGap(false),
    Enter: () => app.enterPanel(),
    Escape: () => reader.select(state.head, state.head),
  };

  function stepSide(event, isForward) {
    if (event.ctrlKey || event.altKey) moveCharacter(isForward, event.shiftKey);
    else move(reader.getDocument().words, isForward, event.shiftKey);
  }

  function findLine() {
    const { lines } = reader.getDocument();
    return lines.find(([start, end]) => start <= state.head && state.head <= end) ?? [0, 0];
  }

  pane.addEventListener("keydown", (event) => {
    const letter = event.key.toLowerCase();
    const kind = app.kinds.find((each) => each.letter === letter);
    const isPlain = !(event.ctrlKey || event.altKey || event.metaKey);
    // Ctrl+Enter saves the form, wherever the focus is.
    const isSaving = event.key === "Enter" && event.ctrlKey;
    if (keys[event.key] && !event.metaKey && !isSaving) {
      const paragraph = reader.getParagraph();
      const isRightToLeft = paragraph && getComputedStyle(paragraph).direction === "rtl";
      keys[event.key](event, (event.key === "ArrowRight") !== isRightToLeft);
    } else if (kind && isPlain && !event.shiftKey) choose(kind);
    else return;
    event.preventDefault();
  });
  // The end of a selection can be outside the text.
  let isSelecting = false;
  pane.addEventListener("pointerdown", () => {
    isSelecting = true;
  });
  addEventListener("pointerup", () => {
    // The browser has the selection only after this event.
    if (isSelecting) setTimeout(reader.takeSelection);
    isSelecting = false;
  });
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    // A finger selects by handles, without events of the text.
    clearTimeout(timer);
    if (matchMedia("(pointer: coarse)").matches && !getSelection().isCollapsed) {
      timer = setTimeout(reader.takeSelection, 800);
    }
  });
}
