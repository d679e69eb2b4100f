/* Bundles and lints the modules' OpenAPI files into one, and makes TypeScript types of it. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import { tmpdir } from "node:os";
import openapiTS, { astToString } from "openapi-typescript";

export async function contract({ root, www, generated }) {
	const modules = readdirSync(join(root, "modules"), { withFileTypes: true })
		.filter((d) => d.isDirectory() && existsSync(join(root, "modules", d.name, "openapi.yaml")))
		.map((d) => d.name).sort();
	/* Quiet while all is well; what it found otherwise. */
	const redocly = (...args) => {
		const r = spawnSync(process.execPath, [join(www, "node_modules/@redocly/cli/bin/cli.js"), ...args], { cwd: www, encoding: "utf8", env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_UPDATE_NOTIFIER: "1" } });
		if (r.status !== 0) {
			console.error(r.stdout + r.stderr);
			throw new Error(`redocly ${args[0]} found something wrong`);
		}
	};
	const api = {
		openapi: "3.1.0",
		info: {
			title: "Billport API", version: "1",
			description: "Everything that the pages do, other programs can do through these operations.",
			license: { name: "Apache-2.0", identifier: "Apache-2.0" },
		},
		servers: [{ url: "/" }],
		security: [{ bearer: [] }],
		tags: [], paths: {}, components: {},
	};

	const folder = mkdtempSync(join(tmpdir(), "billport-contract-"));
	try {
		for (const module of modules) {
			const file = join(folder, `${module}.json`);
			redocly("bundle", join(root, "modules", module, "openapi.yaml"), "--output", file, "--config", "redocly.yaml");
			merge(api, JSON.parse(readFileSync(file, "utf8")), module);
		}
		exports(api);
		api.paths = Object.fromEntries(Object.entries(api.paths).sort(([a], [b]) => (a < b ? -1 : 1)));
		writeFileSync(join(folder, "openapi.json"), JSON.stringify(api, null, 1));
		if (modules.length) {
			redocly("lint", join(folder, "openapi.json"), "--config", "redocly.yaml", "--format=stylish");
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
	writeFileSync(join(generated, "api.d.ts"), astToString(await openapiTS(structuredClone(api))));
	return api;
}

/* Whatever answers CSV answers a workbook and a PDF of the same rows (shared/app): said here for all. */
function exports(api) {
	for (const item of Object.values(api.paths)) {
		const content = item.get?.responses?.["200"]?.content;
		if (!content?.["text/csv"]) continue;
		content["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] =
			{ schema: { type: "string", format: "binary", description: "The same rows as a workbook; its last row says how many there are and what they total." } };
		content["application/pdf"] =
			{ schema: { type: "string", format: "binary", description: "The same rows on paper, at most 10,000 of them; the last line says how many there are and what they total." } };
	}
}

function merge(into, from, module) {
	for (const tag of from.tags ?? []) if (!into.tags.some((t) => t.name === tag.name)) into.tags.push(tag);
	for (const [path, item] of Object.entries(from.paths ?? {})) {
		const there = (into.paths[path] ??= {});
		for (const [key, value] of Object.entries(item)) {
			if (key in there && !isDeepStrictEqual(there[key], value))
				throw new Error(`${module}: ${key} ${path} is declared twice`);
			if (value && typeof value === "object" && "responses" in value) value["x-module"] = module;
			there[key] = value;
		}
	}
	for (const [kind, set] of Object.entries(from.components ?? {})) {
		const there = (into.components[kind] ??= {});
		for (const [name, value] of Object.entries(set)) {
			if (name in there && !isDeepStrictEqual(there[name], value))
				throw new Error(`${module}: components/${kind}/${name} differs from another module's`);
			there[name] = value;
		}
	}
}
