// Changes of rows that can be undone. Rows are never changed, but replaced.

/** Return the history of the changes; `apply` gets changes and which side of them, before or after. */
function makeHistory(apply) {
  const done = [];
  const undone = [];
  return {
    commit(changes) {
      if (!changes.length) return;
      done.push(changes);
      undone.length = 0;
      apply(changes, "after");
    },
    /** Apply changes that undo must not take back. */
    load(changes) {
      if (changes.length) apply(changes, "after");
    },
    undo() {
      const changes = done.pop();
      if (changes) undone.push(changes);
      if (changes) apply([...changes].reverse(), "before");
      return changes;
    },
    redo() {
      const changes = undone.pop();
      if (changes) done.push(changes);
      if (changes) apply(changes, "after");
      return changes;
    },
    canUndo: () => done.length > 0,
    canRedo: () => undone.length > 0,
  };
}
