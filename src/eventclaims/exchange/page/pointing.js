// Selecting words with a mouse or a finger.

/** Return the place in the text of a place in the page; null if it is outside. */
function locatePlace(reader, node, offset) {
  const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("#text p");
  const paragraph = reader.paragraphs.find((each) => each.element === element);
  if (!paragraph) return null;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(node, offset);
  return alignPoint(getContent(reader), paragraph.start + range.toString().length);
}

/** Take over what was selected in the browser. */
function takeSelection(reader) {
  const selection = getSelection();
  if (!selection.rangeCount || !reader.pane.contains(selection.anchorNode)) return;
  const anchor = locatePlace(reader, selection.anchorNode, selection.anchorOffset);
  const head = locatePlace(reader, selection.focusNode, selection.focusOffset);
  if (anchor === null || head === null) return;
  const ends = [Math.min(anchor, head), Math.max(anchor, head)];
  const [start, end] = trimSelection(getContent(reader), ...ends);
  selection.removeAllRanges();
  if (start >= end) selectPart(reader, head, head, false);
  else if (anchor < head) selectPart(reader, start, end, false);
  else selectPart(reader, end, start, false);
}

/** Make words selectable with a mouse or a finger. */
function listenToPointer(reader) {
  // The end of a selection can be outside the text.
  let isSelecting = false;
  reader.pane.addEventListener("pointerdown", () => {
    isSelecting = true;
  });
  addEventListener("pointerup", () => {
    // The browser has the selection only after this event.
    if (isSelecting) setTimeout(() => takeSelection(reader));
    isSelecting = false;
  });
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    // A finger selects by handles, without events of the text.
    clearTimeout(timer);
    if (matchMedia("(pointer: coarse)").matches && !getSelection().isCollapsed) {
      timer = setTimeout(() => takeSelection(reader), 800);
    }
  });
}
