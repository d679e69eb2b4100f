/* GL codes as a sheet over the dashboard. */
import { useState } from "preact/hooks";
import type { GlCode } from "../api/tariffs";
import { panels } from "../strings/billing_panels";
import { tariffWords } from "../strings/tariffs";
import { Banner, Button, LinkButton } from "../ui/base";
import { Dialog } from "../ui/float";
import { GlList, NewGlCode } from "./gl_list";

export default function QuickGl({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
	const [filters, setFilters] = useState<Record<string, string | null>>({}), [edit, setEdit] = useState<GlCode | "new" | null>(null), [said, setSaid] = useState<string | null>(null);
	return <Dialog side form={false} title={panels.quick.gl[0]!} onClose={onClose} foot={<><LinkButton href="/settings/gl-codes">{panels.quick.glAll}</LinkButton><Button kind="primary" onClick={onClose}>{panels.quick.done}</Button></>}>
		<div class="sheet-top"><p>{tariffWords.gl.lead}</p><NewGlCode onEdit={setEdit} /></div>
		<div role="status">{said && <Banner tone="info" icon="ok" title={said} />}</div>
		<GlList get={(name) => filters[name] ?? null} set={(changes) => setFilters({ ...filters, ...changes })} edit={edit} onEdit={(g) => { if (g) setSaid(null); setEdit(g); }} onSaid={(text) => { setSaid(text); onDone(); }} />
	</Dialog>;
}
