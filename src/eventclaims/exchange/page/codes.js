// The choice of a code, with the definition, an example and a near miss of each.

/**
 * Return a list of codes and what explains them.
 *
 * @param codes The codes: code, label, definition, example, near miss, broader, status.
 * @param allowed The codes that a cell may contain.
 * @param id The id of the list.
 * @param value The code so far.
 * @param change Called with a new code.
 */
function makeCodeChoice(codes, allowed, id, value, change) {
  const known = new Map(codes.map((code) => [code[0], code]));
  const names = value && !allowed.includes(value) ? [...allowed, value] : allowed;
  const card = make("div", { class: "code", id: `${id}-code` });
  const list = make(
    "select",
    { id, "aria-describedby": `${id}-about ${id}-code`, onchange: () => choose(list.value) },
    make("option", { value: "" }, "–"),
    names.map((name) => make("option", { value: name }, nameCode(known.get(name), name))),
  );
  list.value = value;

  function choose(code) {
    list.value = code;
    explain(code);
    change(code);
  }

  function explain(code) {
    card.replaceChildren(...explainCode(known.get(code)));
  }

  explain(value);
  if (!codes.length) return [list, card];
  const all = make("details", { class: "codes" });
  all.append(make("summary", {}, `Compare all ${names.length} codes`));
  const makeOne = (name) => {
    const button = makeButton(nameCode(known.get(name), name), () => {
      choose(name);
      all.open = false;
      list.focus();
    });
    return make("li", {}, button, ...explainCode(known.get(name)));
  };
  // A long list is written when it is opened.
  all.addEventListener("toggle", () => {
    if (all.open && all.children.length < 2) all.append(make("ul", {}, names.map(makeOne)));
  });
  return [list, card, all];
}

function nameCode(code, name) {
  if (!code) return showLine(name);
  const label = code[1] || name;
  return showLine(code[6] === "deprecated" ? `${label} (deprecated)` : label);
}

/** Return what explains a code; nothing for a code that is not in its list. */
function explainCode([, , definition, example, nearMiss, broader] = []) {
  const parts = { "": definition, "For example: ": example, "Not: ": nearMiss, "Narrower than: ": broader };
  return Object.entries(parts)
    .filter(([, text]) => text)
    .map(([head, text]) => make("p", {}, head ? make("b", {}, head) : null, isolate(text, 1000)));
}
