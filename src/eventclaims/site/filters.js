"use strict";
// The filters of the search and of the timeline: `readRows`, `findRows` and the state in the address.
const OPEN = "..";
// Marks are left out after letters of scripts that are also written without them; elsewhere, as in
// Devanagari, they are part of the spelling.
const MARKS =
  /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{Mn}+/gu;
// Punctuation, invisible characters, letters for the sounds ayin and hamza, and the Arabic tatweel.
const LEFT_OUT = /[\p{P}\p{Cf}`´ʹ-ˁˈ-ˍˮـ]/gu;
// Letters that are typed for one another: in Arabic and Persian, and the Greek final sigma.
const ALIKE = { ٱ: "ا", ى: "ي", ی: "ي", ک: "ك", ة: "ه", ς: "σ" };
const UNLIKE = /[ٱىیکةς]/gu;
const ASCII = /^[\0-\x7f]*$/u;
const RELATIONS = {
  certainly_before: (first, last, day) => last !== OPEN && last <= day,
  possibly_before: (first, last, day) => first === OPEN || first <= day,
  certainly_after: (first, last, day) => first !== OPEN && first >= day,
  possibly_after: (first, last, day) => last === OPEN || last >= day,
};
const TYPING_PAUSE = 120;
const SPEAKING_PAUSE = 700;

/** Return a text as it is compared: without case, punctuation and optional marks. */
function fold(text) {
  const letters = text.replace(LEFT_OUT, "");
  if (ASCII.test(letters)) return letters.toLowerCase();
  // Upper case first: it turns ß into SS.
  return letters
    .normalize("NFKD")
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(MARKS, "$1")
    .replace(LEFT_OUT, "")
    .replace(UNLIKE, (letter) => ALIKE[letter])
    .normalize("NFC");
}

function listWords(text) {
  return fold(text).split(/\s+/u).filter(Boolean);
}

/** Return the rows of the page's data as objects. */
function readRows({ filters, names, rows }) {
  const folded = names.map(fold);
  return rows.map(([id, words, notes, days, actors, values, link]) => {
    const found = {};
    filters.forEach(({ name }, n) => (found[name] = values[n]));
    const table = filters[0].options[found.table[0]][0];
    return {
      id,
      words,
      notes,
      days: days ? days.split("/") : null,
      values: found,
      link: link ?? `${table}/${id}.html`,
      own: fold(`${id} ${words} ${notes}`),
      names: actors.map((actor) => folded[actor]).join(" "),
    };
  });
}

/** Return the rows with all words and values of a state; first those with the words in their own text. */
function findRows(rows, filters, state) {
  const words = listWords(state.q ?? "");
  const values = filters
    .filter(({ name }) => state[name])
    .map(({ name, options }) => [name, options.findIndex(([value]) => value === state[name])]);
  const relations = ["before", "after"]
    .filter((end) => state[`${end}_day`])
    .map((end) => [RELATIONS[`${state[end]}_${end}`], state[`${end}_day`]]);
  const found = rows.filter(
    (row) =>
      values.every(([name, value]) => row.values[name].includes(value)) &&
      relations.every(([isRelated, day]) => row.days && isRelated(...row.days, day)) &&
      words.every((word) => row.own.includes(word) || row.names.includes(word)),
  );
  const isOwn = (row) => words.every((word) => row.own.includes(word));
  return [...found.filter(isOwn), ...found.filter((row) => !isOwn(row))];
}

/** Return the filled fields of a form; how a day is compared says nothing without the day. */
function cleanState(fields) {
  const filled = [...fields].filter(([, value]) => value.trim());
  const names = new Set(filled.map(([name]) => name));
  return Object.fromEntries(
    filled.filter(([name]) => !["before", "after"].includes(name) || names.has(`${name}_day`)),
  );
}

function readState(hash) {
  return cleanState(new URLSearchParams(hash.replace(/^#/u, "")));
}

function writeState(state) {
  return `#${new URLSearchParams(state)}`;
}

/**
 * Filter the rows of a page now, when the reader changes the form and when the address changes.
 * `show` gets the rows and the state, and returns the sentence to be spoken.
 */
function startFilters({ filters }, rows, show) {
  const form = document.getElementById("filters");
  const outcome = document.getElementById("outcome");
  let typing = 0;
  let speaking = 0;

  function update(isFirst) {
    const state = cleanState(new FormData(form));
    const sentence = show(findRows(rows, filters, state), state);
    clearTimeout(speaking);
    // A screen reader would read each count while the reader types.
    const say = () => (outcome.textContent = sentence);
    if (isFirst) say();
    else speaking = setTimeout(say, SPEAKING_PAUSE);
    return writeState(state);
  }

  function load() {
    const state = readState(location.hash);
    for (const field of form.elements) {
      const choices = field.options && [...field.options].map(({ value }) => value);
      const wanted = Object.hasOwn(state, field.name) ? state[field.name] : "";
      if (choices) field.value = choices.includes(wanted) ? wanted : choices[0];
      else if (field.name) field.value = wanted;
    }
    update(true);
  }

  // A choice is a step of the reader's history, a letter is not.
  function change(isStep) {
    clearTimeout(typing);
    const hash = update(false);
    if (hash === (location.hash || "#")) return;
    history[isStep ? "pushState" : "replaceState"](null, "", hash);
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(true);
  });
  form.addEventListener("reset", () => setTimeout(() => change(true)));
  form.addEventListener("input", ({ target }) => {
    clearTimeout(typing);
    if (target.tagName === "SELECT") change(true);
    else typing = setTimeout(change, TYPING_PAUSE, false);
  });
  addEventListener("hashchange", load);
  load();
  return change;
}
