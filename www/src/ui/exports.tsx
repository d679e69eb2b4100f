/* What the filters leave, as a file.  The file says itself how whole it is. */
import { useState } from "preact/hooks";
import { ApiError, download } from "../api/client";
import { t } from "../strings";
import { Button, problemText } from "./base";
import { Menu, MenuItem, toast } from "./float";
import { Icon } from "./icons";

const TYPES = { csv: "text/csv", xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", pdf: "application/pdf" } as const;
type Format = keyof typeof TYPES;

/* path: the list's, with its filters; name: of the file, without its ending. */
export function ExportMenu({ path, name, formats = ["csv", "xlsx", "pdf"] }: { path: string; name: string; formats?: Format[] }) {
	const [busy, setBusy] = useState(false), w = t.exports;
	const save = async (format: Format) => {
		setBusy(true);
		try { await download(path, TYPES[format], `${name}.${format}`); toast(w.saved); }
		catch (e) { toast(t.problem.title(t.common.export), { text: e instanceof ApiError ? problemText(e.problem) : t.problem.server, bad: true }); }
		finally { setBusy(false); }
	};
	if (busy) return <Button icon="download" busy busyText={t.common.exporting} />;
	return <Menu label={t.common.export} named class="btn" button={<><Icon name="download" />{t.common.export}<Icon name="down" /></>}>{() =>
		formats.map((f) => <MenuItem key={f} onClick={() => void save(f)}>{w[f]}</MenuItem>)}</Menu>;
}
