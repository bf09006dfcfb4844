// 追问: shows what is asked only when one radio is chosen.
//
// govuk-frontend's own Radios put aria-expanded on the radio, where ARIA does not allow it.

function sync(group) {
  for (const radio of group.querySelectorAll("input[type=radio][data-aria-controls]")) {
    const part = document.getElementById(radio.dataset.ariaControls);
    part?.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
  }
}

export function reveal(scope) {
  for (const group of scope.querySelectorAll("[data-reveal]")) {
    group.addEventListener("change", () => sync(group));
    sync(group);
  }
}

// A page that comes back from the browser's memory may have other radios chosen.
window.addEventListener("pageshow", () => document.querySelectorAll("[data-reveal]").forEach(sync));
