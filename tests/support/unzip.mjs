/* One file out of a zip archive, as text: found by its directory, checked against its sum. */
import { crc32, inflateRawSync } from "node:zlib";

export function unpacked(zip, name) {
	const end = zip.lastIndexOf("PK\x05\x06", undefined, "latin1");
	if (end < 0) throw new Error("the archive has no end");
	for (let at = zip.readUInt32LE(end + 16), i = 0; i < zip.readUInt16LE(end + 10); i++) {
		const [sum, packed, size] = [16, 20, 24].map((o) => zip.readUInt32LE(at + o));
		const [n, extra, comment] = [28, 30, 32].map((o) => zip.readUInt16LE(at + o));
		if (name.test(zip.toString("utf8", at + 46, at + 46 + n))) {
			const head = zip.readUInt32LE(at + 42), from = head + 30 + zip.readUInt16LE(head + 26) + zip.readUInt16LE(head + 28);
			const data = inflateRawSync(zip.subarray(from, from + packed));
			if (data.length !== size || crc32(data) !== sum) throw new Error(`${name}: the archive is damaged`);
			return data.toString("utf8");
		}
		at += 46 + n + extra + comment;
	}
	throw new Error(`the archive has no ${name}`);
}
