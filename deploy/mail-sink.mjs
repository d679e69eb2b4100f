/*
 * A mail server for demo and tests: takes everything on loopback and keeps it as FOLDER/ID.eml, ID
 * the message's own (a second copy of the same message is ID.2.eml).
 *
 *   mail-sink.mjs PORT FOLDER
 *
 * Recipients at refused.example are refused for good (550), those at later.example for now (451)
 * while there is no file FOLDER/later.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const { SMTPServer } = createRequire(new URL("../www/package.json", import.meta.url))("smtp-server");
const [, , port, folder] = process.argv;
mkdirSync(folder, { recursive: true });

const refuse = (code, text) => Object.assign(new Error(text), { responseCode: code });

function keep(text) {
	const id = /^message-id:\s*<([^@>]+)@/im.exec(text)?.[1].replace(/[^\w.-]/g, "_") ?? `unnamed-${Date.now()}`;
	let name = `${id}.eml`;
	for (let n = 2; existsSync(join(folder, name)); n++) name = `${id}.${n}.eml`;
	writeFileSync(join(folder, `.${name}`), text);
	renameSync(join(folder, `.${name}`), join(folder, name));
}

const server = new SMTPServer({
	disabledCommands: ["AUTH", "STARTTLS"], disableReverseLookup: true, size: 32 << 20, banner: "Billport's mail sink",
	onRcptTo({ address }, session, done) {
		if (/@refused\.example$/i.test(address)) return done(refuse(550, "No such mailbox here"));
		if (/@later\.example$/i.test(address) && !existsSync(join(folder, "later"))) return done(refuse(451, "Try again later"));
		done();
	},
	onData(stream, session, done) {
		const parts = [];
		stream.on("data", (part) => parts.push(part));
		stream.on("end", () => {
			keep(Buffer.concat(parts).toString("latin1"));
			done();
		});
	},
});
server.on("error", (e) => console.error(e.message));
server.listen(Number(port), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
