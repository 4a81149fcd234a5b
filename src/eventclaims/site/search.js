"use strict";
// Each row of the index is [address, table, id, words, what else it is found by].
const MAX_SHOWN = 200;

function normalise(text) {
  // Upper case first: it turns ß into SS, as case folding does.
  return text.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}

function search(index, query, table) {
  const words = normalise(query).split(/\s+/u).filter(Boolean);
  if (!words.length && !table) return [];
  return index.filter(
    (row) =>
      (!table || row[1] === table) &&
      words.every((word) => (row.folded ??= normalise(row.slice(1).join(" "))).includes(word)),
  );
}

function readState(hash) {
  const state = new URLSearchParams(hash.replace(/^#/u, ""));
  return { query: state.get("q") ?? "", table: state.get("table") ?? "" };
}

function writeState(query, table) {
  const state = new URLSearchParams();
  if (query) state.set("q", query);
  if (table) state.set("table", table);
  return `#${state}`;
}

function startSearch(index) {
  const [input, select, outcome, list] = ["query", "table", "outcome", "found"].map((id) =>
    document.getElementById(id),
  );

  function show() {
    const found = search(index, input.value, select.value);
    const isEmpty = !input.value.trim() && !select.value;
    outcome.textContent = isEmpty ? "" : `${found.length} rows` +
      (found.length > MAX_SHOWN ? `, the first ${MAX_SHOWN} are shown` : "");
    list.replaceChildren(
      ...found.slice(0, MAX_SHOWN).map(([address, table, id, words, others]) => {
        const [item, link, note] = ["li", "a", "span"].map((tag) => document.createElement(tag));
        link.href = address;
        link.dir = "auto";
        link.textContent = `${words} (${id})`;
        note.className = "faint";
        note.textContent = ` ${table}${others ? ` · ${others}` : ""}`;
        item.append(link, note);
        return item;
      }),
    );
  }

  function load() {
    const state = readState(location.hash);
    input.value = state.query;
    select.value = state.table;
    show();
  }

  function change() {
    history.replaceState(null, "", writeState(input.value, select.value));
    show();
  }

  document.getElementById("search").hidden = false;
  input.addEventListener("input", change);
  select.addEventListener("change", change);
  addEventListener("hashchange", load);
  load();
}

if (typeof module !== "undefined") module.exports = { normalise, search, readState, writeState };
