/* Notes on an account. */
import { useState } from "preact/hooks";
import { call, url } from "../api/client";
import type { AccountDetail, AccountNote } from "../api/desk";
import { changed, useList } from "../app/data";
import { instantRow, instantZoned } from "../app/format";
import { may } from "../app/session";
import { t } from "../strings";
import { noteWords } from "../strings/people";
import { Bones, Button, Empty, Failed, Pill } from "../ui/base";
import { Menu, MenuItem, toast } from "../ui/float";
import { CheckLine, FormProblem, TextArea } from "../ui/form";
import { Icon } from "../ui/icons";
import { Confirm } from "../ui/settings";
import { useWork } from "../ui/work";

function NoteForm({ accountId, note, onDone, focus }: { accountId: string; note: AccountNote | null; onDone?: () => void; focus?: boolean }) {
	const w = noteWords, [text, setText] = useState(note?.text ?? ""), [pinned, setPinned] = useState(note?.is_pinned ?? false), id = note ? `note-${note.id}` : "note-new";
	const work = useWork({ "/text": id }, "/accounts");
	const save = () => {
		if (work.refuse(text.trim() ? {} : { [id]: w.needed })) { document.getElementById(id)?.focus(); return; }
		void work.run(async () => {
			if (note) await call("PATCH", url`/account-notes/${note.id}`, { version: note.version, body: { text: text.trim(), is_pinned: pinned } });
			else await call("POST", url`/accounts/${accountId}/notes`, { body: { text: text.trim(), is_pinned: pinned } });
			changed("/accounts");
			setText(""); setPinned(false);
			toast(w.added);
			onDone?.();
		});
	};
	return <form noValidate class="inline-form" onSubmit={(e) => { e.preventDefault(); save(); }} onKeyDown={(e) => { if (e.key === "Escape" && onDone) { e.stopPropagation(); onDone(); } if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); save(); } }}>
		<FormProblem title={t.problem.title(w.save)} problem={work.rest} />
		<TextArea id={id} label={note ? w.edit : w.new} value={text} onValue={setText} error={work.faults[id]} maxLength={2000} rows={focus || note ? 3 : 2} help={text.length > 1500 ? w.help(2000 - text.length) : w.placeholder} />
		<div class="inline-acts"><CheckLine label={w.pin} checked={pinned} onValue={setPinned} /><span class="grow" />{onDone && <Button onClick={onDone}>{t.common.cancel}</Button>}<Button kind="primary" type="submit" busy={work.busy} busyText={w.saving}>{w.save}</Button></div>
	</form>;
}

export default function NotesTab({ account: a }: { account: AccountDetail }) {
	const w = noteWords, list = useList<AccountNote>(url`/accounts/${a.id}/notes`), work = useWork({}, "/accounts");
	const [edit, setEdit] = useState<string | null>(null), [removing, setRemoving] = useState<AccountNote | null>(null);
	const mayWrite = may("POST /api/v1/accounts/:id/notes"), mayEdit = may("PATCH /api/v1/account-notes/:id"), mayRemove = may("DELETE /api/v1/account-notes/:id");
	const pin = (n: AccountNote) => work.run(async () => { await call("PATCH", url`/account-notes/${n.id}`, { version: n.version, body: { is_pinned: !n.is_pinned } }); changed("/accounts"); });
	const remove = (n: AccountNote) => work.run(async () => { await call("DELETE", url`/account-notes/${n.id}`, { version: n.version }); changed("/accounts"); setRemoving(null); toast(w.removed); });
	return <section class="panel" aria-labelledby="h-notes">
		<div class="panel-head"><Icon name="note" /><h2 id="h-notes">{w.title}</h2></div>
		{mayWrite && <NoteForm accountId={a.id} note={null} focus />}
		{work.rest && !removing && <p class="error panel-error" role="alert"><Icon name="alert" /><span>{work.rest}</span></p>}
		{!list.data ? list.problem ? <Failed what={w.title} problem={list.problem} again={list.again} /> : <Bones rows={3} what={w.title} />
		: !list.rows.length ? <Empty title={w.none} text={w.noneHelp} /> : <ul class="rows" aria-label={w.list}>{list.rows.map((n) => edit === n.id ? <li key={n.id}><NoteForm accountId={a.id} note={n} onDone={() => setEdit(null)} /></li>
			: <li class="row row-top" key={n.id}><div class="row-main"><p class="note-text">{n.text}</p><span class="help">{w.by(n.written_by.name, "")}<time dateTime={n.written_at} title={instantZoned(n.written_at)}>{instantRow(n.written_at)}</time></span></div>
				{n.is_pinned && <Pill tone="info" icon="pin">{w.pinned}</Pill>}
				{(mayEdit || mayRemove) && <Menu label={w.actions} class="icon-btn icon-btn-small" button={<Icon name="more" />}>{() => <>{mayEdit && <><MenuItem icon="note" onClick={() => setEdit(n.id)}>{w.edit}</MenuItem><MenuItem icon="pin" onClick={() => void pin(n)}>{n.is_pinned ? w.unpin : w.pinDo}</MenuItem></>}{mayRemove && <MenuItem icon="ban" danger onClick={() => setRemoving(n)}>{w.remove}</MenuItem>}</>}</Menu>}</li>)}</ul>}
		{list.more && <div class="table-more"><Button small busy={list.loadingMore} busyText={t.common.loadingMore} onClick={list.more}>{t.common.more}</Button></div>}
		{removing && <Confirm title={w.removeTitle} text={w.removeText} action={w.remove} busyText={w.removing} busy={work.busy} problem={work.rest} onDo={() => void remove(removing)} onClose={() => setRemoving(null)} />}
	</section>;
}
