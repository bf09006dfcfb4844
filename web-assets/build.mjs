// 前端构建: compiles web-assets/ and a whitelist of package files into the package's static/built.
//
// Every file gets the first twelve hex digits of its digest in its name, so the web server may
// let browsers keep it for ever; manifest.json maps the plain names to the real ones.
// Fonts for certificates keep plain names: the certificate writer opens them from disk.

import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "esbuild";
import * as sass from "sass";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const sources = join(root, "web-assets");
const packages = join(root, "node_modules");
const target = join(root, "src/yimen/web/static/built");
const staging = `${target}.new`;

// The web server sends the compressed twin to whoever takes it.
const TEXTS = new Set([".css", ".js", ".svg"]);
const SCRIPTS = ["boot.js", "app.js", "desk.js", "charts.js", "flows.js", "changes.js"];
const PDF_FONTS = [
  "400Regular/NotoSansSC_400Regular.ttf",
  "700Bold/NotoSansSC_700Bold.ttf",
];
// bpmn-js and what of its family is in flows.js.
const BPMN = [
  "bpmn-js", "bpmn-moddle", "diagram-js", "didi", "ids", "inherits-browser", "min-dash", "min-dom",
  "moddle", "moddle-xml", "object-refs", "path-intersection", "saxen", "tiny-svg",
];
const LICENCES = {
  ...Object.fromEntries(BPMN.map((name) => [`${name}.txt`, `${name}/LICENSE`])),
  "domify.txt": "domify/license",
  "htmx.txt": "htmx.org/LICENSE",
  "echarts.txt": "echarts/LICENSE",
  "echarts-notice.txt": "echarts/NOTICE",
  "echarts-d3.txt": "echarts/licenses/LICENSE-d3",
  "zrender.txt": "zrender/LICENSE",
  "tslib.txt": "tslib/LICENSE.txt",
  "noto-sans-sc-web.txt": "@fontsource-variable/noto-sans-sc/LICENSE",
  "noto-sans-sc-pdf.txt": "@expo-google-fonts/noto-sans-sc/LICENSE_FONT",
};

const manifest = {};

async function emit(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const end = extname(name);
  const hashed = `${name.slice(0, -end.length)}.${digest}${end}`;
  await mkdir(dirname(join(staging, hashed)), { recursive: true });
  await writeFile(join(staging, hashed), content);
  if (TEXTS.has(end)) {
    await writeFile(`${join(staging, hashed)}.gz`, gzipSync(content, { level: 9 }));
  }
  manifest[name] = hashed;
  return hashed;
}

async function styles() {
  const { css } = sass.compile(join(sources, "scss/app.scss"), {
    loadPaths: [packages],
    style: "compressed",
    charset: false,
  });
  const strays = css.match(/url\((?!data:)[^)]*\)/g);
  if (strays) throw new Error(`app.css must not load other files: ${strays.join(", ")}`);
  await emit("app.css", css);
}

async function scripts() {
  for (const name of SCRIPTS) {
    const { outputFiles } = await build({
      entryPoints: [join(sources, "js", name)],
      bundle: true,
      write: false,
      minify: true,
      format: "iife",
      target: "es2020",
      legalComments: "none",
      define: { "process.env.NODE_ENV": '"production"' },
    });
    await emit(name, outputFiles[0].contents);
  }
}

async function webFonts() {
  const folder = join(packages, "@fontsource-variable/noto-sans-sc");
  let css = await readFile(join(folder, "index.css"), "utf8");
  for (const file of await readdir(join(folder, "files"))) {
    const plain = `./files/${file}`;
    if (!file.endsWith(".woff2") || !css.includes(plain)) continue;
    const hashed = await emit(`fonts/${file}`, await readFile(join(folder, "files", file)));
    css = css.replaceAll(plain, relative("fonts", hashed));
  }
  css = css.replace(/\/\*[^]*?\*\//g, "").replace(/\s*\n\s*/g, "").replace(/([:,]) /g, "$1");
  await emit("fonts/fonts.css", css);
}

async function plainFiles() {
  for (const font of PDF_FONTS) {
    const from = join(packages, "@expo-google-fonts/noto-sans-sc", font);
    await cp(from, join(staging, "fonts/pdf", basename(font)));
  }
  for (const [name, from] of Object.entries(LICENCES)) {
    await cp(join(packages, from), join(staging, "licences", name));
  }
  // Texts that their packages leave out.
  await cp(join(sources, "licences"), join(staging, "licences"), { recursive: true });
}

await rm(staging, { recursive: true, force: true });
await mkdir(staging, { recursive: true });
await Promise.all([
  styles(),
  scripts(),
  webFonts(),
  plainFiles(),
  emit("icons.svg", await readFile(join(sources, "icons.svg"))),
]);
const ordered = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(staging, "manifest.json"), `${JSON.stringify(ordered, null, 1)}\n`);
await rm(target, { recursive: true, force: true });
await rename(staging, target);
console.log(`${Object.keys(manifest).length} files built into ${relative(root, target)}`);
