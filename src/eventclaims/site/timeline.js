function startTimeline(data) {
  const lines = [...document.querySelectorAll(".timeline tbody tr")];
  const rows = readRows(data);
  // The words of a row are those that the page shows.
  rows.forEach((row, n) => (row.own = fold(lines[n].textContent)));
  const position = new Map(rows.map((row, n) => [row, n]));
  const groups = [...document.querySelectorAll(".timeline")].map((table) => [
    table.closest("section"),
    [...table.tBodies[0].rows],
  ]);

  startFilters(data, rows, (found) => {
    const shown = new Set(found.map((row) => lines[position.get(row)]));
    for (const [section, group] of groups) {
      for (const line of group) line.hidden = !shown.has(line);
      section.hidden = !group.some((line) => shown.has(line));
    }
    const [some, all] = [found, lines].map(({ length }) => length.toLocaleString("en"));
    return `${some} of ${all} rows shown`;
  });
}
