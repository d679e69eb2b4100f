/*
 * The frontend's build, start to end in a few seconds:
 *   contract     modules/*\/openapi.yaml -> dist/openapi.json, linted, and dist/docs/api/index.html
 *   types        src/generated/api.d.ts out of the contract
 *   permissions  src/generated/permissions.ts out of the modules' route tables
 *   bundle       src -> dist/assets/*-HASH.{js,css}, index.html, everything also as .gz; styles
 *                named *.page.css come with the page that asks for them (app/sheet.ts)
 *   size         fails when the first view weighs more than it may
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync, copyFileSync, statSync } from "node:fs";
import { createHash } from "node:crypto";
import { join, dirname, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { contract } from "./build/contract.mjs";
import { permissions } from "./build/permissions.mjs";
import { docs } from "./build/docs.mjs";

const www = dirname(fileURLToPath(import.meta.url));
const root = dirname(www);
const dist = join(www, "dist");
const generated = join(www, "src/generated");
const bin = process.env.BILLPORT_BIN ?? join(root, "build/release/bin");

/* Compressed bytes of what a first visit loads: the shell and the heaviest of its pages. */
const BUDGET = { js: 60_000, css: 20_000 };

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "assets"), { recursive: true });
mkdirSync(generated, { recursive: true });

const api = await contract({ root, www, generated });
permissions({ bin, api, generated });

execFileSync(join(www, "node_modules/@esbuild/linux-x64/bin/esbuild"), [
	"src/main.tsx", "src/styles/app.css", "--bundle", "--splitting", "--format=esm", "--minify", "--sourcemap=external",
	"--target=es2022", "--jsx=automatic", "--jsx-import-source=preact", "--outdir=dist/assets", "--outbase=src",
	"--entry-names=[name]-[hash]", "--chunk-names=[name]-[hash]", "--metafile=dist/meta.json", "--log-level=warning",
	"--legal-comments=none", "--loader:.page.css=file", "--asset-names=[name]-[hash]",
], { cwd: www, stdio: "inherit" });

const meta = JSON.parse(readFileSync(join(dist, "meta.json"), "utf8"));
rmSync(join(dist, "meta.json"));
for (const file of readdirSync(join(dist, "assets"))) if (file.endsWith(".map")) rmSync(join(dist, "assets", file));

const hashed = (name) => {
	const body = readFileSync(join(www, "src/static", name));
	const hash = createHash("sha256").update(body).digest("hex").slice(0, 8).toUpperCase();
	const out = name.replace(/(\.\w+)$/, `-${hash}$1`);
	writeFileSync(join(dist, "assets", out), body);
	return `/assets/${out}`;
};
const output = (entry) => Object.keys(meta.outputs).find((o) => meta.outputs[o].entryPoint === entry);
const url = (o) => "/" + o.replace(/^dist\//, "");
const js = output("src/main.tsx"), css = output("src/styles/app.css");
const files = { js: url(js), css: url(css), theme: hashed("theme.js") };
const imports = (o, seen = new Set()) => {
	if (seen.has(o)) return seen;
	seen.add(o);
	for (const i of meta.outputs[o].imports) if (i.kind === "import-statement") imports(i.path, seen);
	return seen;
};

const fill = (html) => html.replace("%JS%", files.js).replace("%CSS%", files.css).replace("%THEME%", files.theme)
	.replace("%PRELOAD%", [...imports(js)].filter((o) => o !== js)
		.map((o) => `<link rel="modulepreload" href="${url(o)}">`).join("\n"));
writeFileSync(join(dist, "index.html"), fill(readFileSync(join(www, "src/index.html"), "utf8")));
for (const name of ["favicon.svg", "robots.txt"]) copyFileSync(join(www, "src/static", name), join(dist, name));

writeFileSync(join(dist, "openapi.json"), JSON.stringify(api));
mkdirSync(join(dist, "docs/api"), { recursive: true });
writeFileSync(join(dist, "docs/api/index.html"), docs(api, files));

const weight = (o) => gzipSync(readFileSync(join(www, o)), { level: 9 }).length;
const shell = imports(js);
const total = (set) => [...set].reduce((n, o) => n + weight(o), 0);
const pages = Object.keys(meta.outputs).filter((o) => meta.outputs[o].entryPoint?.startsWith("src/pages/"));
const first = Math.max(total(shell), ...pages.map((p) => total(new Set([...shell, ...imports(p)]))));
const size = { js: first, css: weight(css) };

const compress = (folder) => {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		if (statSync(path).isDirectory()) compress(path);
		else if ([".js", ".css", ".html", ".json", ".svg", ".txt"].includes(extname(name)))
			writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
	}
};
compress(dist);

console.log(`first view: ${size.js} bytes of JavaScript (of ${BUDGET.js}), ${size.css} of CSS (of ${BUDGET.css}), compressed; ${
	pages.length} pages; ${Object.keys(api.paths).length} paths in the contract`);
for (const kind of ["js", "css"]) {
	if (size[kind] <= BUDGET[kind]) continue;
	console.error(`too heavy: ${kind} is ${size[kind]} bytes compressed, ${BUDGET[kind]} are allowed`);
	process.exitCode = 1;
}
