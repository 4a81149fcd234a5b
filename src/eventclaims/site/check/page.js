// The page: it reads a copy, and shows the outcomes and the passages in it.
const MAX_BYTES = 50 * 1024 ** 2;
const OUTCOMES = {
  missing: "not found in your copy",
  moved: "the same words, at another place or with other spaces, marks or capitals",
  exact: "the same characters at the same place",
};
const GAP = "not coded, and no reason is recorded";
const WITH_REASON = "not coded, for a recorded reason";

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Return the characters of a name such as "amp;"; the names are known to the browser. */
function decodeName(name) {
  const page = new DOMParser().parseFromString(`<body>-&${name}`, "text/html");
  return page.body.textContent.slice(1);
}

function readBytes(name, bytes) {
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/su.exec(name);
  // As Python: the byte order mark is kept, and the ends of lines are too.
  let content;
  try {
    content = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RangeError("The file is not a text in UTF-8.");
  }
  const isPage = /^\.html?$/iu.test(ending ?? "");
  return makeText(stem, isPage ? readHtml(content, decodeName) : content);
}

function startCheck(data) {
  const [input, area, choice, button, outcome, results] = [
    "file", "paste", "document", "start", "outcome", "results",
  ].map((id) => document.getElementById(id));
  const documents = readDocuments(data.documents);
  let runs = 0;

  async function run(read) {
    runs += 1;
    const own = runs;
    results.replaceChildren();
    outcome.textContent = "The copy is compared …";
    const pause = async () => {
      await new Promise((resolve) => {
        setTimeout(resolve);
      });
      if (own !== runs) throw new DOMException("another copy was given", "AbortError");
    };
    try {
      await pause();
      const text = await read();
      const chosen = documents.find(({ id }) => id === choice.value);
      // A chosen document is compared whatever the text is, as one with the name of the file.
      const compared = chosen ? [{ ...chosen, name: text.name || chosen.id }] : documents;
      if (chosen) text.name = compared[0].name;
      const checked = await checkText(text, compared, pause);
      await pause();
      results.replaceChildren(...checked.map((each) => showDocument(data.rows, text, each)));
      outcome.textContent = summarise(checked);
    } catch (error) {
      if (error.name === "AbortError") return;
      outcome.textContent = error.message;
    }
  }

  function readFile(file) {
    area.value = "";
    run(async () => {
      if (file.size > MAX_BYTES) throw new RangeError("The file is larger than 50 MiB.");
      return readBytes(file.name, await file.arrayBuffer());
    });
  }

  document.getElementById("check").hidden = false;
  input.addEventListener("change", () => input.files[0] && readFile(input.files[0]));
  button.addEventListener("click", () => {
    if (area.value.trim()) run(() => makeText("", area.value.toWellFormed?.() ?? area.value));
    else if (input.files[0]) readFile(input.files[0]);
    else outcome.textContent = "Choose a file or paste a text first.";
  });
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) readFile(event.dataTransfer.files[0]);
  });
}

function countOutcomes(verdicts) {
  const counts = { missing: 0, moved: 0, exact: 0 };
  for (const { outcome } of verdicts) counts[outcome] += 1;
  return counts;
}

function summarise(checked) {
  if (!checked.length) {
    return "This is the text of no document of this package: it has half of the passages of none.";
  }
  const parts = checked.map(({ document: { id }, verdicts }) => {
    const { exact, moved, missing } = countOutcomes(verdicts);
    return `${id}: ${verdicts.length} passages, ${exact} exact, ${moved} moved, ${missing} missing.`;
  });
  return parts.join(" ");
}

function showDocument(rows, text, { document: source, verdicts }) {
  const isSame = source.sha256 === text.sha256;
  const link = make("a", { href: source.link, dir: "auto" }, `${source.title} (${source.id})`);
  const counts = countOutcomes(verdicts);
  const coverage = measureCoverage(text, verdicts);
  const [open, coded, explained] = coverage.counts;
  const items = Object.keys(OUTCOMES).reverse().map((outcome) =>
    make("li", {}, make("b", {}, `${counts[outcome]} ${outcome}`), `: ${OUTCOMES[outcome]}`));
  items.push(make("li", {}, `Of ${open + coded + explained} words, ${coded} are coded, ` +
    `${explained} are ${WITH_REASON}, and ${open} are ${GAP}.`));
  const places = new Map(verdicts.map((verdict, n) => [verdict, `${source.id}-${n}`]));
  const wanted = decodeURIComponent(location.hash.slice(1));
  const isWanted = ({ span }) => wanted && (rows[span.row].id === wanted || span.record === wanted);
  const lists = Object.keys(OUTCOMES).map((outcome) => {
    const found = verdicts.filter((verdict) => verdict.outcome === outcome);
    return showList(rows, `${found.length} ${outcome}`, found, places, outcome === "missing");
  });
  const own = verdicts.filter(isWanted);
  if (own.length) lists.unshift(showList(rows, `Passages of ${wanted}`, own, places, true));
  return make(
    "section",
    {},
    make("h2", {}, link),
    make("p", {}, isSame
      ? "Your copy is identical to the text that was coded."
      : "Your copy is not identical to the text that was coded; passages are found by their words."),
    make("ul", {}, ...items),
    ...lists.filter(Boolean),
    make("h3", {}, "Your copy"),
    showKey(),
    showCopy(rows, text, verdicts, coverage.gaps, places),
  );
}

function showList(rows, title, verdicts, places, isOpen) {
  if (!verdicts.length) return null;
  const items = verdicts.map((verdict) => {
    const { span, outcome, start, end } = verdict;
    const item = make("li", {}, nameRow(rows[span.row]), span.field ? ` for ${span.field}` : "",
      `, ${span.isEvidence ? `${span.record}, ` : ""}${outcome}`);
    if (outcome !== "missing") {
      item.append(" ", make("a", { href: `#${places.get(verdict)}` }, `at ${start}–${end}`));
    }
    return item;
  });
  return make("details", { open: isOpen }, make("summary", {}, title), make("ul", {}, ...items));
}

/** Return a link to the page of a row, or its words if it has none. */
function nameRow({ table, id, words, link }, isShort = false) {
  const both = isShort ? `${id} ${words}` : `${words} (${id})`;
  const text = words && id ? both : words || id || table;
  return link
    ? make("a", { href: link, dir: "auto" }, text)
    : make("bdi", {}, text === table ? text : `${table}: ${text}`);
}

function showKey() {
  const kinds = [
    ["exact", OUTCOMES.exact], ["moved", OUTCOMES.moved], ["explained", WITH_REASON], ["gap", GAP],
  ];
  const items = kinds.map(([kind, words]) =>
    make("li", {}, make("mark", { className: kind }, kind === "gap" ? "uncovered" : kind), ` ${words}`));
  return make("ul", { className: "legend" }, ...items);
}

/** Return the copy by paragraphs, each beside the rows whose passages start in it. */
function showCopy(rows, text, verdicts, gaps, places) {
  const { content } = text;
  const cuts = new Set([0, content.length]);
  const begins = new Map();
  const ends = new Map();
  const add = (map, place, value) => {
    cuts.add(place);
    if (!map.has(place)) map.set(place, []);
    map.get(place).push(value);
  };
  const marked = verdicts.filter(({ outcome }) => outcome !== "missing").map((verdict) => ({
    row: verdict.span.row,
    id: places.get(verdict),
    kind: verdict.span.isEvidence ? verdict.outcome : "explained",
    start: text.toUnit(verdict.start),
    end: text.toUnit(verdict.end),
  }));
  marked.push(...gaps.map(([start, end]) => ({
    kind: "gap", start: text.toUnit(start), end: text.toUnit(end),
  })));
  for (const each of marked) {
    add(begins, each.start, each);
    add(ends, each.end, each);
  }
  for (let at = content.indexOf("\n"); at >= 0; at = content.indexOf("\n", at + 1)) cuts.add(at + 1);
  const sorted = [...cuts].sort((a, b) => a - b);
  const active = new Set();
  const blocks = [];
  let [words, notes] = [[], new Map()];
  const finish = () => {
    // Empty lines need no block, and before a paragraph they would move it below its notes.
    while (words.length && !words[0].nodeType && !words[0].trim()) words.shift();
    if (words.length) blocks.push(showBlock(rows, words, notes));
    [words, notes] = [[], new Map()];
  };
  for (let n = 0; n + 1 < sorted.length; n += 1) {
    const start = sorted[n];
    for (const each of ends.get(start) ?? []) active.delete(each);
    const opened = begins.get(start) ?? [];
    const isLine = start > 0 && content[start - 1] === "\n";
    // Paragraphs without notes are one block.
    if (isLine && (notes.size || opened.some(({ id }) => id))) finish();
    for (const each of opened) {
      active.add(each);
      if (each.id) {
        if (!notes.has(each.row)) notes.set(each.row, []);
        notes.get(each.row).push(each);
      }
    }
    words.push(...showSegment(content.slice(start, sorted[n + 1]), active, opened));
  }
  finish();
  return make("div", { className: "copy" }, ...blocks);
}

function showSegment(text, active, opened) {
  // Targets of the links to each passage.
  const targets = opened.filter(({ id }) => id).map(({ id }) => make("span", { id }));
  const kinds = new Set([...active].map(({ kind }) => kind));
  const kind = ["exact", "moved", "explained", "gap"].find((each) => kinds.has(each));
  if (!kind) return [...targets, text];
  const mark = make("mark", { className: kind }, text);
  for (const each of active) (each.marks ??= []).push(mark);
  return [...targets, mark];
}

function showBlock(rows, words, notes) {
  const block = make("div", { className: "block" }, make("div", { className: "words", dir: "auto" }, ...words));
  if (!notes.size) return block;
  const items = [...notes].map(([row, passages]) => {
    const link = nameRow(rows[row], true);
    const light = (isOn) => () => {
      for (const { marks } of passages) {
        for (const mark of marks ?? []) mark.classList.toggle("on", isOn);
      }
    };
    for (const [type, isOn] of [["mouseenter", true], ["focus", true], ["mouseleave", false], ["blur", false]]) {
      link.addEventListener(type, light(isOn));
    }
    return make("li", {}, link);
  });
  block.append(make("ul", { className: "notes" }, ...items));
  return block;
}
