/*
 * Which permission opens which route, out of `<module> --routes`: the page shows what the server
 * would allow, from the same table.  Without the binaries, out of the contract's x-permission.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function permissions({ bin, api, generated }) {
	const routes = fromBinaries(bin) ?? fromContract(api);
	const lines = routes.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map((r) => `\t${JSON.stringify(r.key)}: ${JSON.stringify(r.permissions)},`);
	writeFileSync(join(generated, "permissions.ts"),
		"/* Generated from the modules' route tables: any one of the names opens the route. */\n"
		+ `export const routes: Record<string, readonly string[]> = {\n${lines.join("\n")}\n};\n`);
}

function fromBinaries(bin) {
	if (!existsSync(bin)) return null;
	const modules = readdirSync(bin).filter((f) => /^billport-(auth|customers|billing|payments|admin|reports|reconciliation|service)$/.test(f));
	if (!modules.length) return null;
	return modules.flatMap((m) => JSON.parse(execFileSync(join(bin, m), ["--routes"], { encoding: "utf8" })).routes)
		.filter((r) => r.kind.toLowerCase() === "verdict")
		.map((r) => ({ key: `${r.method} ${r.path}`, permissions: open([r.permission, r.or_permission]) }));
}

function fromContract(api) {
	return Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item)
		.filter(([, op]) => op?.responses && !(Array.isArray(op.security) && op.security.length === 0))
		.map(([method, op]) => ({
			key: `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
			permissions: open([op["x-permission"], op["x-or-permission"]].flat()),
		})));
}

/* "signed_in" beside another name opens the route to everyone who is. */
function open(names) {
	const given = names.filter(Boolean);
	return given.some((p) => /signed_in/i.test(p)) ? [] : given;
}
