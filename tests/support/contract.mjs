/*
 * The contract as a judge: is this answer one that the operation may give?
 *
 *   const contract = readContract();
 *   const faults = contract.check({ method, path, status, type, body });	// [] or sentences
 *
 * Path is what was asked ("/api/v1/payments/0192…?x=1").  A status or a content type that the
 * operation does not declare is a fault, a body that its schema refuses, and a member that the
 * schema does not know: a contract must not lie by leaving things out either.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const Ajv = createRequire(join(root, "www/package.json"))("ajv/dist/2020").default;

const METHODS = ["get", "post", "put", "patch", "delete"];
const FORMATS = {
	uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
	date: (s) => /^\d{4}-\d\d-\d\d$/.test(s) && new Date(`${s}T00:00:00Z`).toISOString().startsWith(s),
	"date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/,
	email: /^[^@\s]+@[^@\s]+$/,
	uri: /^[a-z]+:\S+$/,
	"uri-reference": /^\S*$/,
	int64: { type: "number", validate: Number.isSafeInteger },
	int32: { type: "number", validate: (n) => Number.isInteger(n) && Math.abs(n) < 2 ** 31 },
	binary: true, byte: true, password: true,
};

export function readContract(file = join(root, "www/dist/openapi.json")) {
	return new Contract(JSON.parse(readFileSync(file, "utf8")));
}

export class Contract {
	constructor(document) {
		this.document = document;
		this.ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS, validateFormats: true });
		this.ajv.addSchema(document, "contract");
		this.compiled = new Map();
		this.operations = Object.entries(document.paths).flatMap(([path, item]) =>
			METHODS.filter((m) => item[m]).map((m) => ({
				method: m.toUpperCase(), path, ...item[m],
				parameters: [...(item.parameters ?? []), ...(item[m].parameters ?? [])].map((p) => this.resolve(p)),
				at: `/paths/${escape(path)}/${m}`,
				segments: path.split("/"),
			})));
	}

	resolve(node) {
		while (node?.$ref !== undefined) node = this.at(node.$ref.slice(1));
		return node;
	}

	at(pointer) {
		return pointer.split("/").slice(1)
			.reduce((node, key) => node[decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~")], this.document);
	}

	/* The operation that answers, a literal segment before a parameter. */
	find(method, path) {
		const segments = path.split("?")[0].split("/");
		const fit = this.operations.filter((o) => o.method === method && o.segments.length === segments.length &&
			o.segments.every((s, i) => s.startsWith("{") || s === segments[i]));
		return fit.sort((a, b) => count(a.path, "{") - count(b.path, "{"))[0];
	}

	check({ method, path, status, type, body }) {
		const operation = this.find(method, path);
		if (!operation) return [`${method} ${path} is not in the contract`];
		const name = `${method} ${operation.path} ${status}`;
		const key = operation.responses[status] ? String(status) :
			operation.responses[`${String(status)[0]}XX`] ? `${String(status)[0]}XX` :
			operation.responses.default ? "default" : null;
		if (!key) return [`${name}: the status is not declared`];
		const response = this.resolve(operation.responses[key]);
		const plain = (type ?? "").split(";")[0].trim().toLowerCase();
		if (!response.content) return body ? [`${name}: a body where none is declared`] : [];
		if (!(plain in response.content)) return [`${name}: content type "${plain}" is not declared`];
		if (!/[/+]json$/.test(plain)) return [];
		return this.judge(name, response.content[plain].schema, this.pointer(operation, key, plain), body);
	}

	pointer(operation, key, type) {
		const declared = operation.responses[key];
		const at = declared.$ref ? declared.$ref.slice(1) : `${operation.at}/responses/${key}`;
		return `contract#${at}/content/${escape(type)}/schema`;
	}

	judge(name, schema, reference, body) {
		let data;
		try { data = JSON.parse(body); } catch { return [`${name}: the body is not JSON`]; }
		const twice = doubledKey(body);
		if (twice !== null) return [`${name}: the key "${twice}" stands twice in one object`];
		if (!this.compiled.has(reference)) this.compiled.set(reference, this.ajv.compile({ $ref: reference }));
		const validate = this.compiled.get(reference);
		const faults = validate(data) ? [] :
			validate.errors.map((e) => `${name}: ${e.instancePath.replace(/\/\d+/g, "/*") || "/"} ${e.message} ${JSON.stringify(e.params)}`);
		return [...new Set([...faults, ...this.unknown([schema], data, "").map((p) => `${name}: ${p} is not in the schema`)])];
	}

	/* Everything that a schema is made of: its references followed, its combinations laid flat. */
	parts(schema) {
		schema = this.resolve(schema);
		if (!schema || typeof schema !== "object") return [];
		return [schema, ...["allOf", "oneOf", "anyOf"].flatMap((k) => schema[k] ?? []).flatMap((s) => this.parts(s))];
	}

	/* Pointers of members that no part of the schemas names. */
	unknown(schemas, data, at) {
		const parts = schemas.flatMap((s) => this.parts(s));
		if (Array.isArray(data)) {
			const items = parts.map((p) => p.items).filter((i) => i !== undefined);
			return items.length ? data.flatMap((d) => this.unknown(items, d, `${at}/*`)) : [];
		}
		if (data === null || typeof data !== "object") return [];
		const open = parts.filter((p) => p.additionalProperties !== undefined && p.additionalProperties !== false);
		const free = !parts.some((p) => p.properties);
		return Object.entries(data).flatMap(([key, value]) => {
			const known = parts.map((p) => p.properties?.[key]).filter((s) => s !== undefined);
			if (known.length) return this.unknown(known, value, `${at}/${key}`);
			return open.length || free ? [] : [`${at}/${key}`];
		});
	}
}

/* JSON.parse keeps the last of two equal keys and says nothing.  text is known to be JSON. */
function doubledKey(text) {
	const open = [];
	for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g)) {
		if (token === "{") open.push(new Set());
		else if (token === "}") open.pop();
		else if (token.endsWith(":")) {
			const keys = open.at(-1);
			if (keys.has(token)) return token;
			keys.add(token);
		}
	}
	return null;
}

const escape = (s) => encodeURIComponent(s.replaceAll("~", "~0").replaceAll("/", "~1"));
const count = (s, c) => s.split(c).length;
