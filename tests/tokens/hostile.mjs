/*
 * Hostile tokens: whatever a stranger, or one who got hold of a real token, might send.  Each is
 * sent twice; none may be accepted.  The forger also holds our real signing key (out of the
 * database), so that what refuses is the check in question and not merely the signature; that his
 * tools work is shown first, by a token of his own making that is accepted.
 *
 * Good tokens are verified with jose against the published keys, before and after rotations.
 */
import { execFileSync } from "node:child_process";
import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, randomUUID, sign } from "node:crypto";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { env, signIn, sql, status, url, call } from "../support/api.mjs";
import { root } from "../support/contract.mjs";

const require = createRequire(join(root, "www/package.json"));
const jose = await import(require.resolve("jose"));
const results = { passed: 0, failed: 0, forged: 0, accepted: 0 };

function tell(good, name, detail = "") {
	results[good ? "passed" : "failed"]++;
	if (!good) console.log(`FAIL ${name} ${detail}`);
}

/* ---- what the forger has ---- */

const person = status().signins.find((s) => s.role === "Utility Administrator" && s.tenant === "larkfield");
const stranger = status().signins.find((s) => s.role === "Utility Administrator" && s.tenant === "suryanagar");
const { token: real, cookie } = await signIn(person);
const { token: foreign } = await signIn(stranger);
const claims = jose.decodeJwt(real), header = jose.decodeProtectedHeader(real), theirs = jose.decodeJwt(foreign);
const keys = Object.fromEntries(sql("select kid, state, replace(private_pem, char(10), '|'), replace(public_pem, char(10), '|') from signing_key where state <> 'retired'")
	.map(([kid, state, priv, pub]) => [state, { kid, private: priv.replaceAll("|", "\n"), public: pub.replaceAll("|", "\n") }]));
const ours = createPrivateKey(keys.signing.private);
const own256 = generateKeyPairSync("ec", { namedCurve: "P-256" });
const own384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ed = generateKeyPairSync("ed25519");

const b64 = (x) => Buffer.from(x).toString("base64url");
const json = (x) => b64(JSON.stringify(x));
const now = () => Math.floor(Date.now() / 1000);
const fresh = (change = {}) => {
	const c = { ...claims, iat: now(), nbf: now(), exp: now() + 300, jti: randomUUID(), ...change };
	for (const k of Object.keys(c)) if (c[k] === undefined) delete c[k];
	return c;
};
/* Any bytes as header and claims, under a real signature of our real key. */
const raw = (head, body, key = ours) => {
	const input = `${b64(head)}.${b64(body)}`;
	return `${input}.${b64(sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }))}`;
};
const by = (change, head = {}, key = ours) => raw(JSON.stringify({ ...header, ...head }), JSON.stringify(fresh(change)), key);
const without = (name) => { const h = { ...header }; delete h[name]; return raw(JSON.stringify(h), JSON.stringify(fresh())); };
const hmac = (alg, hash, secret) => {
	const input = `${json({ ...header, alg })}.${json(fresh())}`;
	return `${input}.${createHmac(hash, secret).update(input).digest("base64url")}`;
};
const parts = real.split(".");
const publicJwk = createPublicKey(keys.signing.public).export({ format: "jwk" });
const jwt = (alg, key, head = {}, change = {}) =>
	new jose.SignJWT(fresh(change)).setProtectedHeader({ ...header, ...head, alg }).sign(key);

/* ---- sending ---- */

/* One request with this Authorization line, over a socket: fetch would refuse some.  The status. */
function send(line, path = "/api/v1/auth/me") {
	const { hostname, port } = new URL(url);
	return new Promise((resolve) => {
		const socket = connect(Number(port), hostname);
		let answer = "";
		const done = () => { socket.destroy(); resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)); };
		socket.setTimeout(20000, done);
		socket.on("data", (d) => { answer += d; if (answer.includes("\r\n\r\n")) done(); });
		socket.on("error", done).on("close", done);
		socket.write(Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: close\r\n`),
			Buffer.isBuffer(line) ? line : Buffer.from(line), Buffer.from("\r\n\r\n")]));
	});
}

/* 401 is the answer; 400 and 0 (cut off) where it is not even a request. */
async function refused(name, token, { line, path, may = [401] } = {}) {
	const what = line ?? Buffer.concat([Buffer.from("Authorization: Bearer "), Buffer.isBuffer(token) ? token : Buffer.from(token)]);
	results.forged++;
	for (let i = 0; i < 2; i++) {
		const got = await send(what, path);
		if (got >= 200 && got < 300) results.accepted++;
		tell(may.includes(got), name, `was answered ${got}`);
	}
}

/* ---- first: what is good is taken ---- */

tell(await send(`Authorization: Bearer ${real}`) === 200, "a real token");
tell(await send(`authorization: bearer ${real}`) === 200, "a real token, the scheme in lower case");
tell(await send(`Authorization: Bearer ${by({})}`) === 200, "the forger's tools make a good token");
tell(await send(`Authorization: Bearer ${await jwt("ES256", ours)}`) === 200, "so do jose's");

/* ---- none at all, or not a token ---- */

await refused("no Authorization", "", { line: "X-Nothing: 1" });
for (const [name, line] of Object.entries({
	"an empty Authorization": "Authorization:", "Bearer alone": "Authorization: Bearer", "Bearer and a blank": "Authorization: Bearer ",
	"Basic": `Authorization: Basic ${Buffer.from(`admin:${real}`).toString("base64")}`, "no scheme": `Authorization: ${real}`,
	"two blanks": `Authorization: Bearer  ${real}`, "the token in a cookie": `Cookie: access_token=${real}`,
	"the refresh cookie": `Cookie: ${cookie}`, "the refresh token as Bearer": `Authorization: Bearer ${cookie.split("=")[1]}`,
	"identity headers": `AUTH_TENANT: ${claims.tid}\r\nAUTH-TENANT: ${claims.tid}\r\nX-Auth-Tenant: ${claims.tid}\r\nX-Auth-Id: ${claims.sub}\r\nX-Auth-Permissions: ${"f".repeat(64)}`,
})) await refused(name, "", { line });
await refused("the token in the address", "", { line: "X-Nothing: 1", path: `/api/v1/auth/me?access_token=${real}` });
for (const t of ["null", "undefined", ".", "..", "...", "a.b", "a.b.c", "a..c", "....", "%00", "'", "' or 1=1 -- ", "../../etc/passwd", "{}", "eyJ9.eyJ9.eyJ9"])
	await refused(`"${t}"`, t);

/* ---- the algorithm ---- */

for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
	await refused(`alg ${alg || "empty"}, no signature`, `${json({ ...header, alg })}.${json(fresh())}.`);
	await refused(`alg ${alg || "empty"}, the real signature`, `${json({ ...header, alg })}.${parts[1]}.${parts[2]}`);
	await refused(`alg ${alg || "empty"}, signed with our key`, by({}, { alg }));
}
await refused("jose's unsecured token", new jose.UnsecuredJWT(fresh()).encode());
for (const [alg, hash] of [["HS256", "sha256"], ["HS384", "sha384"], ["HS512", "sha512"]]) {
	await refused(`${alg} with the public key's PEM`, hmac(alg, hash, keys.signing.public));
	await refused(`${alg} with the public key's DER`, hmac(alg, hash, createPublicKey(keys.signing.public).export({ type: "spki", format: "der" })));
	await refused(`${alg} with the public key's JWK`, hmac(alg, hash, JSON.stringify(publicJwk)));
	await refused(`${alg} with an empty secret`, hmac(alg, hash, ""));
	await refused(`${alg} with the key's name`, hmac(alg, hash, header.kid));
}
await refused("ES256 of another key", await jwt("ES256", own256.privateKey));
await refused("ES384 of a P-384 key", await jwt("ES384", own384.privateKey));
await refused("ES256 said, P-384 signed", raw(JSON.stringify(header), JSON.stringify(fresh()), own384.privateKey));
await refused("RS256", await jwt("RS256", rsa.privateKey));
await refused("PS256", await jwt("PS256", rsa.privateKey));
await refused("EdDSA", await jwt("EdDSA", ed.privateKey));
await refused("alg in lower case", by({}, { alg: "es256" }));
await refused("alg a list", by({}, { alg: ["ES256"] }));

/* ---- the header ---- */

const attacker = { kty: "EC", ...own256.publicKey.export({ format: "jwk" }) };
await refused("its own key in jwk", await jwt("ES256", own256.privateKey, { jwk: attacker }));
await refused("jwk beside our signature", by({}, { jwk: publicJwk }));
await refused("jku", await jwt("ES256", own256.privateKey, { jku: "http://127.0.0.1:9/jwks.json" }));
await refused("jku beside our signature", by({}, { jku: `${url}/.well-known/jwks.json` }));
await refused("x5u", by({}, { x5u: "http://127.0.0.1:9/x.pem" }));
await refused("x5c", await jwt("ES256", own256.privateKey, { x5c: [own256.publicKey.export({ type: "spki", format: "der" }).toString("base64")] }));
for (const kid of ["../../../../dev/null", "/dev/null", "' or '1'='1", `${header.kid}\0`, `${header.kid} `, ` ${header.kid}`, header.kid.toLowerCase(), header.kid.slice(1), "", "x".repeat(300), keys.next.kid, 7, null, [header.kid], true])
	await refused(`kid ${JSON.stringify(kid).slice(0, 40)}`, by({}, { kid }));
await refused("no kid", without("kid"));
await refused("no alg", without("alg"));
await refused("no typ", without("typ"));
for (const typ of ["at+jwt", "jwt", "JWE", "dpop+jwt", "", 1, null]) await refused(`typ ${typ}`, by({}, { typ }));
await refused("crit", by({}, { crit: ["exp"] }));
await refused("b64 false", by({}, { b64: false, crit: ["b64"] }));
await refused("cty JWT", by({}, { cty: "JWT" }));
await refused("zip", by({}, { zip: "DEF" }));
await refused("alg twice", raw(`{"alg":"none","alg":"ES256","typ":"JWT","kid":"${header.kid}"}`, JSON.stringify(fresh())));
await refused("kid twice", raw(`{"alg":"ES256","typ":"JWT","kid":"x","kid":"${header.kid}"}`, JSON.stringify(fresh())));
for (const h of ["", "null", "[]", "7", "\"ES256\"", `${JSON.stringify(header)}x`, `${JSON.stringify(header)}{}`, "{'alg':'ES256'}", JSON.stringify(header).replace("\"ES256\"", "NaN")])
	await refused(`header ${h.slice(0, 30)}`, raw(h, JSON.stringify(fresh())));

/* ---- the claims, all under our real signature ---- */

const bad = {
	iss: ["https://elsewhere.example", undefined, "", [claims.iss], `${claims.iss}/`, claims.iss.toUpperCase(), null],
	aud: ["elsewhere", undefined, ["billport"], ["billport", "elsewhere"], "Billport", "", null],
	exp: [now() - 1, now() - 31, now() - 86400, undefined, 0, -1, String(now() + 300), (now() + 300) + 0.5, now() + 301 + 60, now() + 86400, 2 ** 53, true, null, [now() + 300]],
	nbf: [now() + 60, now() + 86400, undefined, "now", null],
	iat: [now() + 60, undefined, "now", now() - 86400],
	sub: [undefined, "", randomUUID(), theirs.sub, "admin", null, 1, { $ne: null }, [claims.sub]],
	tid: [undefined, theirs.tid, randomUUID(), "", null, "*"],
	sid: [undefined, theirs.sid, randomUUID(), "", null],
	kind: [undefined, "client", "system", "admin", "", null],
	jti: [undefined, "", 1],
	scope: ["payments:void", "*", ""],
	admin: [true], permissions: ["f".repeat(64)], roles: [["Utility Administrator"]],
};
for (const [name, values] of Object.entries(bad))
	for (const value of values)
		await refused(`${name} ${JSON.stringify(value)}`, by({ [name]: value }));
await refused("another tenant's session under this tenant", by({ sub: theirs.sub, sid: theirs.sid }));
const c = JSON.stringify(fresh());
for (const name of ["sub", "exp", "tid", "iss", "aud", "sid", "kind"]) {
	await refused(`${name} twice, the good one last`, raw(JSON.stringify(header), c.replace("{", `{"${name}":"x",`)));
	await refused(`${name} twice, the good one first`, raw(JSON.stringify(header), c.replace(/}$/, `,"${name}":"x"}`)));
}
await refused("a name twice, one escaped", raw(JSON.stringify(header), c.replace("{", `{"\\u0073ub":"${theirs.sub}",`)));
for (const body of ["", "null", "[]", "7", "{", `${c}x`, `${c}${c}`, `[${c}]`, c.replace(`"${claims.sub}"`, "NaN"), c.replaceAll("\"", "'"), `{"sub":${"[".repeat(2000)}${"]".repeat(2000)}}`])
	await refused(`claims ${body.slice(0, 24)}`, raw(JSON.stringify(header), body));
await refused("claims that are not UTF-8", raw(JSON.stringify(header), Buffer.concat([Buffer.from(c.slice(0, -1)), Buffer.from(",\"x\":\"\xff\xfe\"}", "latin1")])));
await refused("a NUL in a claim", raw(JSON.stringify(header), c.replace(claims.sub, `${claims.sub}\\u0000`)));
await refused("an expired one of our own making", by({ iat: now() - 400, nbf: now() - 400, exp: now() - 100 }));

/* ---- the parts ---- */

const other = by({}).split(".");
await refused("claims of one, signature of another", `${parts[0]}.${other[1]}.${parts[2]}`);
await refused("header and claims swapped", `${parts[1]}.${parts[0]}.${parts[2]}`);
await refused("signature first", `${parts[2]}.${parts[1]}.${parts[0]}`);
await refused("no signature", `${parts[0]}.${parts[1]}`);
await refused("no signature but a dot", `${parts[0]}.${parts[1]}.`);
for (const n of [1, 2, 10, 43, 85]) await refused(`${n} letters cut off`, real.slice(0, -n));
await refused("a letter more", `${real}A`);
await refused("a fourth part", `${real}.${parts[2]}`);
await refused("twice", `${real}.${real}`);
await refused("padded", `${real}==`);
await refused("in plain base64", real.replaceAll("-", "+").replaceAll("_", "/") === real ? `${real}+` : real.replaceAll("-", "+").replaceAll("_", "/"));
await refused("a blank inside", `${real.slice(0, 40)} ${real.slice(40)}`);
await refused("a tab inside", `${real.slice(0, 40)}\t${real.slice(40)}`);
await refused("a NUL inside", `${real.slice(0, 40)}\0${real.slice(40)}`, { may: [400, 401] });
await refused("bytes above 127", Buffer.concat([Buffer.from(real), Buffer.from([0xc3, 0xbc, 0xff])]));
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const last = alphabet.indexOf(real.at(-1));
for (const bit of [1, 2, 4, 8]) await refused(`unused bit ${bit} of the last letter`, real.slice(0, -1) + alphabet[last ^ bit]);
const input = `${parts[0]}.${parts[1]}`;
await refused("a signature in DER", `${input}.${b64(sign("sha256", Buffer.from(input), { key: ours }))}`);
await refused("a signature of zeros", `${input}.${b64(Buffer.alloc(64))}`);
await refused("r = s = 1", `${input}.${b64(Buffer.concat([Buffer.alloc(31), Buffer.from([1]), Buffer.alloc(31), Buffer.from([1])]))}`);
await refused("r = s = n", `${input}.${b64(Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".repeat(2), "hex"))}`);
await refused("a random signature", `${input}.${b64(randomBytes(64))}`);
await refused("a signature over the claims alone", `${input}.${b64(sign("sha256", Buffer.from(parts[1]), { key: ours, dsaEncoding: "ieee-p1363" }))}`);
await refused("SHA-384 with our key", `${input}.${b64(sign("sha384", Buffer.from(input), { key: ours, dsaEncoding: "ieee-p1363" }))}`);
await refused("an encrypted one (JWE)", await new jose.EncryptJWT(fresh()).setProtectedHeader({ alg: "ECDH-ES", enc: "A256GCM" }).encrypt(await jose.importSPKI(keys.signing.public, "ECDH-ES")));
await refused("JSON serialisation", JSON.stringify({ payload: parts[1], signatures: [{ protected: parts[0], signature: parts[2] }] }));

/* ---- size ---- */

await refused("4,097 bytes, well signed", by({ jti: randomUUID(), pad: "x".repeat(3000) }));
await refused("8 kB of A", "A".repeat(8000));
await refused("8 kB of dots", ".".repeat(8000));
for (const size of [64 << 10, 1 << 20, 32 << 20])
	await refused(`${size >> 10} kB`, `${"A".repeat(size / 2)}.${"A".repeat(size / 4)}.${"A".repeat(size / 4)}`, { may: [400, 401, 414, 431, 0] });
const large = await call("POST", "/api/v1/auth/token", { body: { grant_type: "client_credentials", client_id: "x", client_secret: "A".repeat(900 << 10) } });
tell(large.status === 422, "a secret of 900 kB", `was answered ${large.status}`);
tell(await send(`Authorization: Bearer ${real}`) === 200, "the real token still counts after all that");

/* ---- good ones verify with jose against what is published ---- */

const tool = (...args) => execFileSync(`${env("BILLPORT_TEST_BIN")}/billport-keys`, args, { encoding: "utf8",
	env: { ...process.env, BILLPORT_DB_USER: "bp_auth", BILLPORT_DB_PASSWORD_FILE: `${env("BILLPORT_TEST_SECRETS")}/bp_auth` } });
const published = () => jose.createRemoteJWKSet(new URL("/.well-known/jwks.json", url), { cooldownDuration: 0, cacheMaxAge: 0 });
const verifies = async (token) => {
	try {
		await jose.jwtVerify(token, published(), { issuer: claims.iss, audience: "billport", algorithms: ["ES256"], typ: "JWT" });
		return true;
	} catch { return false; }
};
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

tell(await verifies(real), "a user's token verifies with jose");
const made = await call("POST", "/api/v1/api-clients", { token: real, body: { name: `jose ${randomUUID()}`, scopes: ["bills:read"] } });
const granted = await call("POST", "/api/v1/auth/token", { headers: { "content-type": "application/x-www-form-urlencoded" },
	body: new URLSearchParams({ grant_type: "client_credentials", client_id: made.json.id, client_secret: made.json.client_secret, scope: "bills:read" }).toString() });
tell(granted.status === 200 && await verifies(granted.json.access_token), "a client's token, asked for by a form, verifies with jose");
tell(await send(`Authorization: Bearer ${granted.json.access_token}`, "/api/v1/bills?limit=1") === 200, "and opens what its scope says");
await refused("a client's token with a wider scope", by({ ...jose.decodeJwt(granted.json.access_token), scope: undefined, sid: claims.sid }));
tell(!await verifies(`${real.slice(0, -4)}AAAA`), "jose refuses a broken one");

tool("rotate", "--force");
tell((await (await fetch(`${url}/.well-known/jwks.json`)).json()).keys.length >= 2, "two keys at least are published after a rotation");
await wait(5500);			/* every process has read the keys again */
const { token: second } = await signIn(person);
tell(jose.decodeProtectedHeader(second).kid === keys.next.kid, "after a rotation the next key signs");
tell(await verifies(real) && await verifies(second), "old and new tokens verify after a rotation");
tell(await send(`Authorization: Bearer ${real}`) === 200 && await send(`Authorization: Bearer ${second}`) === 200, "both count");
tool("retire", header.kid);
await wait(1100);
await refused("a token of a retired key", real);
tell(await send(`Authorization: Bearer ${second}`) === 200, "the others go on");
await wait(5500);
tell(!await verifies(real), "a retired key is published no more");
tool("retire", keys.next.kid);		/* the signing one: an emergency */
await wait(1100);
await refused("a token of the key that signed, retired in an emergency", second);
await wait(5500);
const { token: third } = await signIn(person);
tell(await send(`Authorization: Bearer ${third}`) === 200 && await verifies(third), "and the next one signs");

console.log(`${results.forged} hostile tokens, ${results.accepted} answers let one in`);
console.log(`${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed || results.accepted ? 1 : 0);
