"use strict";
// An interval is "first/last", and ".." is an open end; days in this form sort as texts.
function isValid(days, day) {
  return days.split(" ").some((interval) => {
    const [first, last] = interval.split("/");
    return (first === ".." || first <= day) && (last === ".." || day <= last);
  });
}

function startNetwork(stops) {
  const [form, slider, output, all] = ["dates", "day", "shown", "every"].map((id) =>
    document.getElementById(id),
  );

  function show() {
    const day = stops[slider.value];
    for (const element of document.querySelectorAll("[data-valid]")) {
      element.classList.toggle("off", !all.checked && !isValid(element.dataset.valid, day));
    }
    output.textContent = all.checked ? "all dates" : day;
    slider.setAttribute("aria-valuetext", output.textContent);
    slider.disabled = all.checked;
  }

  function load() {
    const wanted = location.hash.slice(1);
    all.checked = wanted === "all";
    // The last change on or before the day of the address.
    const before = stops.filter((day) => day <= wanted).length - 1;
    slider.value = /^\d/u.test(wanted) ? Math.max(before, 0) : stops.length - 1;
    show();
  }

  function change() {
    show();
    history.replaceState(null, "", `#${all.checked ? "all" : stops[slider.value]}`);
  }

  form.hidden = false;
  form.addEventListener("input", change);
  addEventListener("hashchange", load);
  load();
}
