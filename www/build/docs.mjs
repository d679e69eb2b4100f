/*
 * The contract as a page that a person can read: every operation with its permission, input and
 * answers.  Plain HTML in the portal's own CSS; the Content-Security-Policy lets no viewer in that
 * needs eval or inline styles.
 */
const escape = (s) => String(s ?? "").replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
const text = (s) => escape(s).replace(/`([^`]+)`/g, '<code class="mono">$1</code>').split(/\n\s*\n/).map((p) => `<p>${p}</p>`).join("");
const slug = (s) => s.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

export function docs(api, files) {
	const deref = (o) => (o?.$ref ? deref(o.$ref.slice(2).split("/").reduce((at, k) => at?.[k.replace(/~1/g, "/").replace(/~0/g, "~")], api)) : o);
	const refName = (o) => o?.$ref?.split("/").at(-1);

	const type = (schema, depth = 0) => {
		if (!schema) return "";
		const name = refName(schema);
		if (name) return `<a class="link" href="#schema-${slug(name)}">${escape(name)}</a>`;
		const any = schema.oneOf ?? schema.anyOf ?? schema.allOf;
		if (any) return any.map((s) => type(s, depth + 1)).join(schema.allOf ? " and " : " or ");
		if (schema.type === "array") return `list of ${type(schema.items, depth + 1)}`;
		if (schema.enum) return schema.enum.map((v) => `<code class="mono">${escape(v)}</code>`).join(" · ");
		if (schema.const !== undefined) return `<code class="mono">${escape(schema.const)}</code>`;
		const kinds = [schema.type].flat().filter(Boolean).map(escape).join(" or ");
		const limits = [schema.format, schema.minLength !== undefined && `≥ ${schema.minLength} characters`, schema.maxLength !== undefined && `≤ ${schema.maxLength} characters`,
			schema.minimum !== undefined && `≥ ${schema.minimum}`, schema.maximum !== undefined && `≤ ${schema.maximum}`, schema.default !== undefined && `default ${JSON.stringify(schema.default)}`].filter(Boolean);
		return `${kinds || "any"}${limits.length ? ` <span class="muted">${escape(limits.join(", "))}</span>` : ""}`;
	};
	const fields = (schema) => {
		const s = deref(schema);
		if (!s) return "";
		const all = [s, ...(s.allOf ?? []).map(deref)];
		const properties = Object.assign({}, ...all.map((x) => x?.properties ?? {}));
		const required = new Set(all.flatMap((x) => x?.required ?? []));
		const names = Object.keys(properties);
		if (!names.length) return `<p class="doc-type">${type(s)}</p>`;
		return `<table class="table table-plain doc-table"><thead><tr><th scope="col">Field</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${names.map((k) => {
			const p = properties[k], d = deref(p);
			return `<tr><th scope="row"><code class="mono">${escape(k)}</code>${required.has(k) ? "" : ' <span class="muted">optional</span>'}</th><td>${type(p)}${!p.$ref && d?.type === "object" && d.properties ? fields(d) : ""}${!p.$ref && d?.type === "array" && !d.items?.$ref && d.items?.properties ? fields(d.items) : ""}</td><td>${d?.description ? escape(d.description) : ""}</td></tr>`;
		}).join("")}</tbody></table>`;
	};
	const parameters = (list) => {
		const all = (list ?? []).map(deref);
		if (!all.length) return "";
		return `<h4>Parameters</h4><table class="table table-plain doc-table"><thead><tr><th scope="col">Name</th><th scope="col">In</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>${all.map((p) =>
			`<tr><th scope="row"><code class="mono">${escape(p.name)}</code>${p.required ? "" : ' <span class="muted">optional</span>'}</th><td>${escape(p.in)}</td><td>${type(p.schema)}</td><td>${escape(p.description)}</td></tr>`).join("")}</tbody></table>`;
	};
	const bodyOf = (content) => Object.entries(content ?? {}).map(([mime, c]) => `<p class="help mono">${escape(mime)}</p>${c.schema?.$ref ? `<p class="doc-type">${type(c.schema)}</p>` : ""}${c.schema ? fields(c.schema) : ""}`).join("");

	const operation = (path, method, op, shared) => {
		const id = slug(op.operationId ?? `${method}-${path}`), body = deref(op.requestBody);
		const open = Array.isArray(op.security) && op.security.length === 0;
		const permission = [op["x-permission"], op["x-or-permission"]].flat().filter(Boolean);
		return `<details class="panel doc-op" id="${id}"><summary><span class="doc-method" data-method="${method}">${method.toUpperCase()}</span><code class="mono doc-path">${escape(path)}</code><span class="doc-summary">${escape(op.summary)}</span></summary>
<div class="doc-body">${op.description ? text(op.description) : ""}
<p class="doc-permission">${open ? "No sign-in needed" : permission.length ? `Permission: ${permission.map((p) => `<code class="mono">${escape(p)}</code>`).join(" or ")}` : "Any signed-in principal"}</p>
${parameters([...(shared ?? []), ...(op.parameters ?? [])])}
${body ? `<h4>Body</h4>${bodyOf(body.content)}` : ""}
<h4>Answers</h4>${Object.entries(op.responses).map(([status, r]) => { const a = deref(r); return `<div class="doc-answer"><p><b class="num">${escape(status)}</b> ${escape(a.description)}</p>${/^2/.test(status) ? bodyOf(a.content) : ""}</div>`; }).join("")}</div></details>`;
	};

	const groups = new Map();
	for (const [path, item] of Object.entries(api.paths)) for (const [method, op] of Object.entries(item)) {
		if (!op?.responses) continue;
		const tag = op.tags?.[0] ?? op["x-module"] ?? "other";
		if (!groups.has(tag)) groups.set(tag, []);
		groups.get(tag).push(operation(path, method, op, item.parameters));
	}
	const describe = (tag) => (api.tags ?? []).find((t) => t.name === tag)?.description;
	const schemas = Object.entries(api.components?.schemas ?? {}).sort(([a], [b]) => a.localeCompare(b));

	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>API reference · Billport</title><meta name="description" content="Every operation of the Billport API."><link rel="icon" href="/favicon.svg" type="image/svg+xml"><script src="${files.theme}"></script><link rel="stylesheet" href="${files.css}"></head>
<body><a class="skip" href="#main">Skip to content</a>
<div class="doc"><nav class="doc-nav" aria-label="Contents"><a class="brand" href="/">Billport</a><ul>${[...groups.keys()].map((g) => `<li><a href="#tag-${slug(g)}">${escape(g)}</a></li>`).join("")}<li><a href="#schemas">Schemas</a></li></ul></nav>
<main class="page" id="main" tabindex="-1"><div class="page-head"><div class="page-head-text"><h1>API reference</h1><p>${escape(api.info.description)}</p><p><a class="link" href="/api/v1/openapi.json">openapi.json</a> (OpenAPI ${escape(api.openapi)})</p></div></div>
${[...groups].map(([g, ops]) => `<section class="doc-group" aria-labelledby="tag-${slug(g)}"><h2 id="tag-${slug(g)}">${escape(g)}</h2>${describe(g) ? text(describe(g)) : ""}${ops.join("\n")}</section>`).join("\n")}
<section class="doc-group" aria-labelledby="schemas"><h2 id="schemas">Schemas</h2>${schemas.map(([name, s]) => `<details class="panel doc-op" id="schema-${slug(name)}"><summary><span class="doc-path">${escape(name)}</span><span class="doc-summary">${escape((s.description ?? "").split("\n")[0])}</span></summary><div class="doc-body">${fields(s)}</div></details>`).join("\n")}</section>
</main></div></body></html>
`;
}
