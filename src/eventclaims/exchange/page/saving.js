// Keeping the work: in the browser, and as a file.

/** Return what keeps the work. `report` gets what the coder must know about it. */
function makeSaving(data, store, report) {
  const key = makeKey(data);
  let timer = 0;
  let isKept = true;
  let hasChanged = false;
  let last = null;

  function save() {
    clearTimeout(timer);
    timer = 0;
    const saved = new Date();
    const content = JSON.stringify({ saved: saved.toISOString(), tables: listChanged(data, store) });
    try {
      localStorage.setItem(key, content);
      last = content;
      isKept = true;
      report(`Saved in this browser at ${saved.toLocaleTimeString()}`, false);
    } catch (error) {
      isKept = false;
      const cause = error.name === "QuotaExceededError" ? "it has no room" : "it does not allow it";
      report(`Not saved in this browser (${cause}): download your work`, true);
    }
  }

  /** Take up the work that the browser has kept. */
  function restore() {
    let stored = null;
    try {
      stored = localStorage.getItem(key);
      const { saved, tables } = JSON.parse(stored ?? "{}");
      if (!tables) return report("Nothing saved yet", false);
      checkTables(tables, data);
      store.load(compareRows(data, store, tables));
      // What was just read need not be saved again.
      clearTimeout(timer);
      timer = 0;
      hasChanged = false;
      last = stored;
      return report(`Continued from ${new Date(saved).toLocaleString()}`, false);
    } catch {
      const isRefused = stored === null;
      return report(isRefused ? "This browser does not save your work: download it before you close the page" : "The work saved in this browser is damaged: open your last work file", true);
    }
  }

  store.onChange(() => {
    hasChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, 300);
  });
  addEventListener("pagehide", () => timer && save());
  addEventListener("beforeunload", (event) => {
    if (timer) save();
    if (!isKept && hasChanged) event.preventDefault();
  });
  addEventListener("storage", (event) => {
    if (event.key === key && event.newValue !== last) {
      report("Another window has saved other work of this page: close one of them", true);
    }
  });
  return {
    restore,
    download() {
      downloadWork(data, store);
      hasChanged = false;
    },
    /** Read a work file in place of the work so far; return an empty text or why it was refused. */
    open: (content) => openWork(data, store, content),
    startOver: () => store.commit(compareRows(data, store, {})),
  };
}

/** Return the key of the work in the browser; another package, coder or text has another. */
function makeKey({ package: name, version, coder, hashes, texts }) {
  const identity = hashText(JSON.stringify([hashes, texts.map((text) => [text.name, text.sha256])]));
  return ["eventclaims-coding", name, version, coder, identity].join(":");
}

function downloadWork(data, store) {
  const content = `${JSON.stringify(makeWork(data, store), null, 1)}\n`;
  const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  make("a", { href: address, download: data.work_file }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function openWork(data, store, content) {
  try {
    const work = JSON.parse(content);
    checkWork(work, data);
    store.commit(compareRows(data, store, work.tables));
    return "";
  } catch (error) {
    return error instanceof WorkError ? error.message : "it is not a work file of this page";
  }
}
