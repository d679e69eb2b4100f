/* What the settings pages share: their tabs, and the dialog of a secret that is shown once. */
import { useState } from "preact/hooks";
import { pages } from "../app/pages";
import { here } from "../app/router";
import { t } from "../strings";
import { Button } from "./base";
import { Dialog } from "./float";
import { Tabs } from "./tabs";

export function SettingsTabs() {
	const tabs = pages.filter((p) => p.section === "settings" && !p.path.includes(":") && p.open()), at = here.value.path;
	return <Tabs label={t.settings.title} at={tabs.find((p) => at === p.path || at.startsWith(`${p.path}/`))?.path ?? at} tabs={tabs.map((p) => ({ key: p.path, label: p.title, href: p.path }))} />;
}
export function Secret({ label, value }: { label: string; value: string }) {
	const [copied, setCopied] = useState(false);
	return <div class="field"><span class="label">{label}</span><div class="secret"><code>{value}</code>
		<Button small onClick={() => void navigator.clipboard?.writeText(value).then(() => setCopied(true))}>{copied ? t.common.copied : t.common.copy}</Button></div></div>;
}
export function Confirm({ title, text, action, busyText, danger = true, busy, problem, onDo, onClose }: { title: string; text: string; action: string; busyText: string; danger?: boolean; busy: boolean; problem?: string | null; onDo: () => void; onClose: () => void }) {
	return <Dialog title={title} onClose={onClose} onSubmit={onDo} foot={<><Button onClick={onClose}>{t.common.cancel}</Button><Button kind={danger ? "danger" : "primary"} type="submit" busy={busy} busyText={busyText}>{action}</Button></>}>
		<p>{text}</p>{problem && <p class="error" role="alert">{problem}</p>}</Dialog>;
}
