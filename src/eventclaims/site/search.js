const PAGE = 100;
const COLLATOR = new Intl.Collator("en", { numeric: true });

/** Return the columns of the results; those after the notes are in the file only. */
function listColumns(filters) {
  const columns = filters.map(({ name, title, options }) => ({
    name,
    title,
    read: (row) => row.values[name].map((number) => options[number][1]).join("; "),
  }));
  const choose = (...names) => columns.filter(({ name }) => names.includes(name));
  const shown = choose("table", "said_by");
  const readDay = (row, end) => (!row.days || row.days[end] === OPEN ? "" : row.days[end]);
  return [
    { name: "id", title: "ID", read: (row) => row.id },
    ...choose("table"),
    { name: "words", title: "What", read: (row) => row.words },
    ...choose("said_by"),
    { name: "first_day", title: "First day", read: (row) => readDay(row, 0), isDay: true },
    { name: "last_day", title: "Last day", read: (row) => readDay(row, 1), isDay: true },
    { name: "notes", title: "Codes and names", read: (row) => row.notes },
    ...columns.filter((each) => !shown.includes(each)).map((each) => ({ ...each, isHidden: true })),
  ];
}

/** Return rows in the order of a column, `-` before its name for the reverse; empty cells are last. */
function sortRows(rows, columns, order) {
  const column = columns.find(({ name }) => name === order.replace(/^-/u, ""));
  if (!column) return rows;
  const direction = order.startsWith("-") ? -1 : 1;
  return rows
    .map((row) => [column.read(row), row])
    .sort(([a], [b]) => !a - !b || direction * COLLATOR.compare(a, b))
    .map(([, row]) => row);
}

/** Return rows as cells, the titles first; FORMULA is the pattern of the project's tables. */
function listCells(rows, columns, formula) {
  const isFormula = new RegExp(`^(?:${formula})`, "u");
  const quote = (cell) => (isFormula.test(cell) ? `'${cell}` : cell);
  const cells = rows.map((row) => columns.map((column) => quote(column.read(row))));
  return [columns.map(({ title }) => title), ...cells];
}

function writeCsv(cells) {
  const write = (cell) => (/[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // Excel reads UTF-8 only after a byte order mark.
  return `\ufeff${cells.map((row) => `${row.map(write).join(",")}\r\n`).join("")}`;
}

function writeTsv(cells) {
  return cells.map((row) => row.join("\t")).join("\n");
}

function makeElement(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, properties);
}

function startSearch(data) {
  const [results, head, body, more, copy, download, sort, done] = [
    ...["results", "head", "body", "more", "copy", "download", "sort", "done"],
  ].map((id) => document.getElementById(id));
  const columns = listColumns(data.filters);
  const shown = columns.filter((column) => !column.isHidden);
  let found = [];

  function addRows() {
    const start = body.rows.length;
    for (const row of found.slice(start, start + PAGE)) {
      const line = document.createElement("tr");
      for (const { name, read, isDay } of shown) {
        const text = read(row);
        const isOpen = isDay && row.days && !text;
        const cell = makeElement(name === "id" ? "th" : "td", isOpen ? "open" : text);
        cell.className = name;
        cell.dir = "auto";
        if (name === "id") {
          cell.scope = "row";
          cell.replaceChildren(makeElement("a", text, { href: row.link }));
        }
        line.append(cell);
      }
      body.append(line);
    }
    const rest = found.length - body.rows.length;
    more.hidden = !rest;
    more.textContent = `Show ${Math.min(rest, PAGE)} more of ${rest}`;
    return start;
  }

  function show(rows, state) {
    const { sort: order = "", ...wanted } = state;
    const isEmpty = !Object.keys(wanted).length;
    found = isEmpty ? [] : sortRows(rows, columns, order);
    for (const cell of head.cells) {
      const { name } = cell.dataset;
      if (order.replace(/^-/u, "") !== name) cell.removeAttribute("aria-sort");
      else cell.ariaSort = order === name ? "ascending" : "descending";
    }
    body.replaceChildren();
    addRows();
    results.hidden = !found.length;
    done.textContent = "";
    if (isEmpty) return "";
    const count = found.length === 1 ? "1 row" : `${found.length.toLocaleString("en")} rows`;
    return found.length > PAGE ? `${count}, the first ${PAGE} are shown` : count;
  }

  async function copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Some browsers have no clipboard for pages of a folder.
      const area = makeElement("textarea", text);
      document.body.append(area);
      area.select();
      const isDone = document.execCommand("copy");
      area.remove();
      return isDone;
    }
  }

  head.replaceChildren(
    ...shown.map(({ name, title }) => {
      const cell = makeElement("th", "", { scope: "col" });
      cell.dataset.name = name;
      const button = makeElement("button", title, { type: "button" });
      button.addEventListener("click", () => {
        sort.value = sort.value === name ? `-${name}` : name;
        change(true);
      });
      cell.append(button);
      return cell;
    }),
  );
  more.addEventListener("click", () => {
    const first = body.rows[addRows()];
    first.querySelector("a").focus();
  });
  copy.addEventListener("click", async () => {
    const isDone = await copyText(writeTsv(listCells(found, columns, data.formula)));
    copy.focus();
    done.textContent = isDone ? `${found.length} rows copied` : "The browser refused to copy";
  });
  download.addEventListener("click", () => {
    const text = writeCsv(listCells(found, columns, data.formula));
    const href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    makeElement("a", "", { href, download: data.file }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    done.textContent = `${found.length} rows in ${data.file}`;
  });
  const change = startFilters(data, readRows(data), show);
}
