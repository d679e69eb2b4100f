/* Giving an exception to somebody, from a list or its page. */
import { ApiError, call, url } from "../api/client";
import type { Exception } from "../api/exceptions";
import { changed, useGet } from "../app/data";
import { tellLater } from "../app/searched";
import { me } from "../app/session";
import { t } from "../strings";
import { exceptionWords as w } from "../strings/exceptions";
import { problemText } from "../ui/base";
import { Menu, MenuItem, toast } from "../ui/float";
import { Icon } from "../ui/icons";

export interface Person { id: string; name: string }
export const usePeople = () => useGet<{ data: Person[] }>("/exceptions/assignees").data?.data ?? [];

const PRIORITY = ["", "urgent", "high", "normal", "low"];
/* What was done about it, for the question which of them ask for most of it. */
export const aboutIt = (x: Pick<Exception, "type" | "priority">) => ({ object: x.type, props: { priority: PRIORITY[x.priority] } });
export const tellAct = (x: Pick<Exception, "type" | "priority">, action: string) => tellLater((m) => m.track("Exception_Action", { ...aboutIt(x), value: 1, props: { ...aboutIt(x).props, action } }));

export async function assign(x: Pick<Exception, "id" | "version" | "type" | "priority">, to: Person | null) {
	try {
		await call("POST", url`/exceptions/${x.id}/assign`, { version: x.version, body: { user_id: to?.id ?? null } });
		tellAct(x, "assign");
		toast(to ? w.assignedTo(to.id === me.value?.id ? w.me.toLowerCase() : to.name) : w.unassigned);
	} catch (e) {
		if (!(e instanceof ApiError)) throw e;
		toast(t.problem.title(w.assign), { text: problemText(e.problem), bad: true });
	}
	changed("/exceptions");
}

export function AssignMenu({ x }: { x: Exception }) {
	const people = usePeople(), mine = me.value?.id;
	return <Menu label={w.assignTo} named class="btn" button={<><Icon name="person" />{x.assigned_to ? x.assigned_to.name : w.assign}<Icon name="down" /></>}>{() => <>
		{people.some((p) => p.id === mine) && x.assigned_to?.id !== mine && <MenuItem icon="person" onClick={() => void assign(x, people.find((p) => p.id === mine)!)}>{w.assignMe}</MenuItem>}
		{people.filter((p) => p.id !== mine).map((p) => <MenuItem key={p.id} icon="people" checked={x.assigned_to?.id === p.id} onClick={() => void assign(x, p)}>{p.name}</MenuItem>)}
		{x.assigned_to && <MenuItem icon="x" onClick={() => void assign(x, null)}>{w.unassign}</MenuItem>}
	</>}</Menu>;
}
