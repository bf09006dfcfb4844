// 编辑器: line numbers that follow the text, and a question before unsaved work is left.

const editor = document.getElementById("editor");
const area = document.querySelector("[data-text]");
const numbers = document.querySelector("[data-numbers]");

function faulty() {
  const told = document.querySelector("[data-faulty]")?.dataset.faulty ?? "";
  return new Set(told.split(" ").filter(Boolean));
}

function number() {
  const count = area.value.split("\n").length;
  const marked = faulty();
  const lines = Array.from({ length: count }, (_, n) => {
    const line = document.createElement("li");
    line.id = `line-${n + 1}`;
    line.textContent = n + 1;
    if (marked.has(line.id.slice(5))) line.className = "is-faulty";
    return line;
  });
  numbers.replaceChildren(...lines);
  area.rows = count + 2;
}

// Enter keeps the indentation of the line; Tab goes on to the next control, as everywhere.
function indent(event) {
  if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
  const before = area.value.slice(0, area.selectionStart);
  const [blanks] = /^ */.exec(before.slice(before.lastIndexOf("\n") + 1));
  if (!blanks) return;
  event.preventDefault();
  area.setRangeText(`\n${blanks}`, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function open(hash) {
  const line = Number(/^#line-(\d+)$/.exec(hash)?.[1]);
  if (!line) return;
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  document.getElementById(`line-${line}`)?.scrollIntoView({ block: "center" });
}

if (area && numbers) {
  area.addEventListener("input", number);
  area.addEventListener("keydown", indent);
  document.addEventListener("htmx:afterSettle", number);
  window.addEventListener("hashchange", () => open(location.hash));
  number();
  open(location.hash);
}

// Whoever leaves with something typed and not saved is asked first.
if (editor?.method === "post") {
  let typed = false;
  editor.addEventListener("input", (event) => {
    if (!event.target.name.startsWith("p.")) typed = true;
  });
  editor.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}
