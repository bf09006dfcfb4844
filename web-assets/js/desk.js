// 工作台快捷键: j and k walk the list, Enter opens, / searches.
//
// Single-key shortcuts can be turned off (WCAG 2.1.4); the choice stays in this browser.
const STORE = "yimen.shortcuts";

function enabled() {
  return localStorage.getItem(STORE) !== "off";
}

function typing(target) {
  return target.matches("input, textarea, select, [contenteditable]");
}

function rowLinks() {
  const rows = document.querySelectorAll("table[data-rows] tbody tr");
  return [...rows].map((row) => row.querySelector("a[href]")).filter(Boolean);
}

function walk(step) {
  const links = rowLinks();
  if (!links.length) return;
  const row = document.activeElement.closest("tbody tr");
  const here = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1);
  links[next].focus();
}

const KEYS = {
  j: () => walk(1),
  k: () => walk(-1),
  "/": () => document.querySelector("[data-search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const search = document.querySelector("[data-search]");
  if (event.key === "Escape" && event.target === search) search.blur();
  if (!enabled() || typing(event.target) || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});

for (const button of document.querySelectorAll("[data-shortcuts]")) {
  const show = () => button.setAttribute("aria-pressed", String(enabled()));
  button.hidden = false;
  button.addEventListener("click", () => {
    localStorage.setItem(STORE, enabled() ? "off" : "on");
    show();
  });
  show();
}
