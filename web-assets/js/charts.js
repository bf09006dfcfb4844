// 图表: draws a figure from the table beside it; the table stays, and is the only source of data.
//
// <figure data-chart="bar|row|line|stack" data-target data-target-label data-tones>
//   [data-canvas] + table: first column the categories, every other column a series.
import { BarChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent,
  BarChart,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  SVGRenderer,
  TooltipComponent,
]);

const TONES = {
  green: "--y-fill-green",
  yellow: "--y-fill-amber",
  red: "--y-fill-red",
  blue: "--y-fill-blue",
  grey: "--y-fill-grey",
};
const SERIES = ["blue", "green", "yellow", "red", "grey"];

function number(cell) {
  const text = (cell.dataset.value ?? cell.textContent).replace(/[,\s%]/g, "");
  return text === "" || Number.isNaN(Number(text)) ? null : Number(text);
}

function read(table) {
  const heads = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    categories: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads.map((name, i) => ({ name, data: rows.map((row) => number(row.cells[i + 1])) })),
  };
}

function colours(figure) {
  const style = getComputedStyle(figure);
  const tones = figure.dataset.tones?.split(" ") ?? SERIES;
  const pick = (name) => style.getPropertyValue(name).trim();
  return {
    palette: tones.map((tone) => pick(TONES[tone])),
    text: style.color,
    line: pick("--y-line"),
    font: style.fontFamily,
    size: parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875,
    target: pick("--y-red"),
  };
}

function target(figure, lying, look) {
  const value = Number(figure.dataset.target);
  if (!figure.dataset.target || Number.isNaN(value)) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: look.target, type: "dashed", width: 2 },
    label: {
      formatter: figure.dataset.targetLabel || String(value),
      position: lying ? "start" : "insideEndTop",
      color: look.target,
      fontSize: look.size,
      fontFamily: look.font,
    },
    data: [lying ? { xAxis: value } : { yAxis: value }],
  };
}

function series(figure, data, look, lying) {
  const kind = figure.dataset.chart;
  return data.series.map((one, i) => ({
    ...one,
    type: kind === "line" ? "line" : "bar",
    stack: kind === "stack" ? "all" : undefined,
    barMaxWidth: 36,
    symbolSize: 8,
    lineStyle: { width: 3 },
    label: {
      show: kind !== "stack" && data.series.length === 1,
      position: lying ? "right" : "top",
      color: look.text,
      fontSize: look.size,
      fontFamily: look.font,
    },
    markLine: i === 0 ? target(figure, lying, look) : undefined,
  }));
}

function options(figure, data) {
  const look = colours(figure);
  const lying = ["row", "stack"].includes(figure.dataset.chart);
  const goal = Number(figure.dataset.target) || 0;
  const text = { color: look.text, fontSize: look.size, fontFamily: look.font };
  const category = {
    type: "category",
    data: data.categories,
    inverse: lying,
    axisLabel: text,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: look.line } },
  };
  const value = {
    type: "value",
    max: ({ max }) => (goal > max ? goal * 1.1 : null),
    // Things that are counted have no halves.
    minInterval: data.series.every((one) => one.data.every(Number.isInteger)) ? 1 : 0,
    axisLabel: text,
    splitLine: { lineStyle: { color: look.line } },
  };
  const many = data.series.length > 1;
  return {
    animation: false,
    color: look.palette,
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    grid: { left: 8, right: 24, top: many ? 56 : 36, bottom: 8, outerBoundsMode: "same" },
    legend: { show: many, top: 0, textStyle: text },
    tooltip: { trigger: "axis", renderMode: "richText", textStyle: text, confine: true },
    xAxis: lying ? value : category,
    yAxis: lying ? category : value,
    series: series(figure, data, look, lying),
  };
}

function draw(figure) {
  const canvas = figure.querySelector("[data-canvas]");
  const table = figure.querySelector("table");
  if (!canvas || !table?.tHead || !table.tBodies[0]?.rows.length) return;
  figure.classList.add("y-figure--drawn");
  const chart = init(canvas, undefined, { renderer: "svg" });
  chart.setOption(options(figure, read(table)));
  new ResizeObserver(() => chart.resize()).observe(canvas);
  const details = figure.querySelector("details");
  if (details) details.open = false;
}

// Labels are measured when they are drawn: not before the page's own font is there.
document.fonts.ready.then(() => {
  for (const figure of document.querySelectorAll("figure[data-chart]")) draw(figure);
});
