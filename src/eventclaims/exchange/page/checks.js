// The rules that can be checked at once. They come from the schemas of the tables.

const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const TYPES = {
  integer: [/^[+-]?[0-9]+$/, "a whole number"],
  number: [/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/, "a number"],
  year: [/^-?[0-9]{4}$/, "a year, such as 2019"],
  boolean: [/^(?:true|false)$/, "true or false"],
};

function isDay(text) {
  if (!DAY.test(text)) return false;
  const [year, month, day] = text.split("-").map(Number);
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
}

const patterns = new Map();

/** Return whether a text has the form of a pattern; true if a browser cannot read the pattern. */
function matchesPattern(text, pattern) {
  if (!patterns.has(pattern)) {
    let compiled = null;
    try {
      compiled = new RegExp(`^(?:${pattern})$`, "u");
    } catch {
      // The import checks it.
    }
    patterns.set(pattern, compiled);
  }
  return patterns.get(pattern)?.test(text) ?? true;
}

/**
 * Return the problems of a row, each with its field.
 *
 * @param store The rows.
 * @param table The table.
 * @param cells The cells of the row.
 * @param number The number of the row in the store; 0 for a new one.
 * @param pending Ids that rows will have which are not saved yet.
 */
function checkRow(store, table, cells, number = 0, pending = []) {
  const problems = [];
  const add = (field, problem) => problems.push({ field, problem });
  for (const field of table.fields) {
    if (field.isDerived) continue;
    const problem = checkCell(store, field, cells, pending);
    if (problem) add(field.name, problem);
  }
  for (const columns of [table.key, ...table.unique]) {
    const others = store.select(table.name, columns, cells).filter((row) => row.number !== number);
    const isEmpty = columns.some((column) => table.key.includes(column) && !cells[column]);
    if (columns.length && others.length && !isEmpty) {
      const titles = columns.map((column) => table.byName.get(column)?.title ?? column);
      add(columns[0], `another row has the same ${titles.join(", ")}`);
    }
  }
  const { earliest, latest } = table.interval;
  if (isDay(cells[earliest] ?? "") && isDay(cells[latest] ?? "") && cells[earliest] > cells[latest]) {
    add(latest, "is before the earliest day");
  }
  if (table.isSpan) problems.push(...checkSpan(store, table, cells, number));
  return problems;
}

function checkCell(store, field, cells, pending) {
  const value = cells[field.name] ?? "";
  if (!value) return field.isNeeded ? "must not be empty" : "";
  if (field.codes.length && !field.codes.includes(value)) return "is not a code of its list";
  if (field.type === "date" && !isDay(value)) return "is not a day, such as 2019-03-09";
  const [form, words] = TYPES[field.type] ?? [];
  if (form && !form.test(value)) return `is not ${words}`;
  if (field.pattern && !matchesPattern(value, field.pattern)) {
    return `does not have the form of ${field.example || field.pattern}`;
  }
  // No value is less or more than a bound that is not given.
  if (Number(value) < Number(field.minimum)) return `is less than ${field.minimum}`;
  if (Number(value) > Number(field.maximum)) return `is more than ${field.maximum}`;
  const { length } = [...value];
  if (length < field.minLength) return "is too short";
  if (length > field.maxLength) return "is too long";
  const target = field.name === "record_id" && "table" in cells ? cells.table : field.target;
  if (target && store.tables.has(target) && !pending.includes(value)) {
    if (!store.findRow(target, value)) return `no row of ${target} has this id`;
  }
  return "";
}

/** Return the problems of the place of a passage. */
function checkSpan(store, table, cells, number) {
  const [start, end] = [cells.start, cells.end].map(Number);
  if (!cells.start || !cells.end) return [];
  if (start >= end) return [{ field: "end", problem: "is not after the start" }];
  if (!table.byName.has("record_id")) return [];
  const columns = ["table", "record_id", "field", "source_id"];
  // Of two such passages, the later one is reported.
  const overlapping = store
    .select(table.name, columns, cells)
    .filter((row) => !number || row.number < number)
    .find((row) => Number(row.cells.start) < end && start < Number(row.cells.end));
  if (!overlapping) return [];
  const id = overlapping.cells[table.key[0]];
  return [{ field: "start", problem: `overlaps the passage ${id} of the same row` }];
}

/** Return the rows with problems. */
function checkAll(store) {
  const found = [];
  for (const table of store.tables.values()) {
    for (const row of store.list(table.name)) {
      const problems = checkRow(store, table, row.cells, row.number);
      if (problems.length) found.push({ row, problems });
    }
  }
  return found;
}
