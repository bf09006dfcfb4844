// 流程图: draws a BPMN file; the table below it says the same, and stays.
//
// <figure data-flowchart="address of the file">, or data-xml="the file itself"
//   [data-tools] with [data-plane="Diagram_1"], [data-zoom="in|out|fit"], [data-canvas], [data-trouble]
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const STEP = 1.25;
const WHOLE = 0.7; // a picture that fits at this scale is shown whole at first
const LEAST = 0.55; // smaller than this nobody reads the words
const MOST = 4;
const AIR = 24;

function kindOf(element) {
  const events = element.businessObject.eventDefinitions ?? [];
  switch (element.type) {
    case "bpmn:ServiceTask":
      return "platform";
    case "bpmn:CallActivity":
      return "item";
    case "bpmn:UserTask":
      return "people";
    case "bpmn:ReceiveTask":
    case "bpmn:IntermediateCatchEvent":
    case "bpmn:BoundaryEvent":
      return "wait";
    case "bpmn:EndEvent":
      return events.some((one) => one.$type === "bpmn:TerminateEventDefinition") && "refusal";
    default:
      return "";
  }
}

class Flowchart {
  constructor(figure) {
    this.figure = figure;
    this.area = figure.querySelector("[data-canvas]");
    this.area.hidden = false;
    const style = getComputedStyle(this.area);
    const letters = { fontFamily: style.fontFamily, fontSize: 12, lineHeight: 1.2 };
    this.viewer = new NavigatedViewer({
      container: this.area,
      textRenderer: { defaultStyle: letters, externalStyle: letters },
      bpmnRenderer: { defaultLabelColor: style.color, defaultStrokeColor: "#3b4757" },
    });
    this.viewer.get("zoomScroll").toggle(false); // the wheel scrolls the page
    this.area.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  get canvas() {
    return this.viewer.get("canvas");
  }

  async open() {
    await this.viewer.importXML(this.figure.dataset.xml ?? (await this.fetched()));
    this.shown();
    this.tools();
  }

  async fetched() {
    const answer = await fetch(this.figure.dataset.flowchart, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    return answer.text();
  }

  // What is new in the canvas gets its colours, and a size in which it can be read.
  shown() {
    for (const element of this.viewer.get("elementRegistry").getAll()) {
      const kind = element.labelTarget ? "" : kindOf(element);
      if (kind) this.canvas.addMarker(element.id, `y-flowchart-${kind}`);
    }
    const svg = this.area.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", this.area.getAttribute("aria-label"));
    this.fit({ readable: true });
  }

  // The whole picture; or, where nobody could read it then, as wide as there is room.
  fit({ readable = false } = {}) {
    this.canvas.resized();
    const { inner } = this.canvas.viewbox();
    const wide = this.area.clientWidth;
    const tall = window.innerHeight * 0.85;
    const broad = Math.min((wide - 2 * AIR) / inner.width, 1);
    let scale = Math.min(broad, (tall - 2 * AIR) / inner.height);
    if (readable && scale < WHOLE) scale = Math.max(broad, LEAST);
    const height = Math.min(inner.height * scale + 2 * AIR, tall);
    this.area.style.height = `${Math.max(height, 280)}px`;
    this.canvas.resized();
    const left = Math.max((wide / scale - inner.width) / 2, AIR / scale);
    this.canvas.viewbox({
      x: inner.x - left,
      y: inner.y - AIR / scale,
      width: wide / scale,
      height: this.area.clientHeight / scale,
    });
  }

  zoom(factor, at = "auto") {
    const scale = this.canvas.zoom() * factor;
    this.canvas.zoom(Math.min(Math.max(scale, 0.2), MOST), at);
  }

  wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.area.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, at);
  }

  tools() {
    const tools = this.figure.querySelector("[data-tools]");
    tools.hidden = false;
    const zooms = { in: () => this.zoom(STEP), out: () => this.zoom(1 / STEP), fit: () => this.fit() };
    for (const button of tools.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", zooms[button.dataset.zoom]);
    }
    const planes = [...tools.querySelectorAll("[data-plane]")];
    for (const button of planes) {
      button.addEventListener("click", async () => {
        await this.viewer.open(button.dataset.plane);
        this.shown();
        for (const one of planes) one.setAttribute("aria-pressed", String(one === button));
      });
    }
  }
}

function draw(scope) {
  for (const figure of scope.querySelectorAll("[data-flowchart]")) {
    new Flowchart(figure).open().catch((error) => {
      console.warn(error);
      figure.querySelector("[data-canvas]").hidden = true;
      figure.querySelector("[data-trouble]").hidden = false;
    });
  }
}

draw(document);
// A draft is drawn anew as it is edited.
document.addEventListener("htmx:oobAfterSwap", (event) => draw(event.detail.target));
