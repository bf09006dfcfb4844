// 页面脚本: makes better what already works without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  SkipLink,
} from "govuk-frontend";
import htmx from "htmx.org";

import { reveal } from "./reveal.js";

const COMPONENTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  FileUpload,
  NotificationBanner,
  SkipLink,
];

// No inline style, no eval: the content security policy forbids both.
Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

function enhance(scope) {
  for (const Component of COMPONENTS) createAll(Component, undefined, scope);
  reveal(scope);
}

function sendToken(event) {
  if (event.detail.verb === "get") return;
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
}

// A menu made of <details> closes on Escape and on a click elsewhere.
function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.y-menu[open]")) {
    if (event.type === "keydown") {
      if (event.key !== "Escape") continue;
      menu.querySelector("summary").focus();
    } else if (menu.contains(event.target)) {
      continue;
    }
    menu.open = false;
  }
}

// “打印” is of use only where a script can open the print dialogue.
function enablePrinting() {
  for (const button of document.querySelectorAll("button[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// The chart library is large: only pages that show a chart fetch it.
function loadCharts() {
  const figure = document.querySelector("figure[data-chart][data-script]");
  if (!figure) return;
  const script = document.createElement("script");
  script.src = figure.dataset.script;
  document.head.append(script);
}

document.addEventListener("htmx:configRequest", sendToken);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) enhance(event.target);
});
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", closeMenus);
enhance(document);
enablePrinting();
loadCharts();
