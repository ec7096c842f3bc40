// Two style sheets for the browser instead of twenty: what others made, without the rules that no template of ours
// uses, and what we made. Run by browser_files.py; prints nothing.
//
//   node scripts/style_sheets.mjs PLAN.json    {"vendor": [[file, folder]], "site": [file], "content": [file], "out": folder}

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "lightningcss";
import { PurgeCSS } from "purgecss";

// Browsers of two years and younger, as versions: major << 16 | minor << 8.
const targets = { chrome: 120 << 16, firefox: 121 << 16, safari: (17 << 16) | (2 << 8), edge: 120 << 16 };

const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));
const read = (file) => readFileSync(file, "utf8");

const minified = (name, css, visitor) =>
  transform({ filename: name, code: Buffer.from(css), minify: true, targets, visitor }).code;

// Ours stand one folder less deep than the bundle.
const ours = (css) => css.replaceAll(/url\((["']?)\.\.\//g, "url($1../../");

// A sheet that names files beside it goes on naming them from the folder of the bundle.
const fromBundle = (css, folder) => css.replaceAll("url(./", `url(../${folder}/`);

const site = plan.site.map((file) => ours(read(file))).join("\n");
const vendor = plan.vendor.map(([file, folder]) => fromBundle(read(file), folder)).join("\n");

const [kept] = await new PurgeCSS().purge({
  content: plan.content.map((file) => ({ raw: read(file), extension: "html" })),
  css: [{ raw: vendor }],
  defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
});

// Variables that neither we nor the rules that stay ask for, directly or through another one, go as well.
const asked = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((match) => match[1]);
const inner = new Map();
const ruled = transform({
  filename: "vendor.css",
  code: Buffer.from(kept.css),
  visitor: {
    Declaration: {
      custom({ name, value }) {
        const named = [...JSON.stringify(value).matchAll(/"ident":"(--[^"]+)"/g)].map((match) => match[1]);
        inner.set(name, [...(inner.get(name) ?? []), ...named]);
        return [];
      },
    },
  },
}).code.toString();
const needed = new Set([...asked(ruled), ...asked(site)]);
for (const name of needed) for (const next of inner.get(name) ?? []) needed.add(next);
const onlyNeeded = { Declaration: { custom: ({ name }) => (needed.has(name) ? undefined : []) } };

mkdirSync(plan.out, { recursive: true });
writeFileSync(join(plan.out, "vendor.css"), minified("vendor.css", kept.css, onlyNeeded));
writeFileSync(join(plan.out, "site.css"), minified("site.css", site));
