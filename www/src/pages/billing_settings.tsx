/* The settings of billing: what is unusual, what waits, when bills fall due, limits. */
import type { PageProps } from "../app/pages";
import { t } from "../strings";
import { billingSettings as w } from "../strings/billing_settings";
import { ts } from "../strings/settings";
import { PageHead, Panel, useTitle } from "../ui/base";
import { choiceNames, SettingRows, units } from "../ui/setting_rows";
import { SettingsTabs } from "../ui/settings";

Object.assign(ts.of, w.of);
Object.assign(units, w.units);
Object.assign(choiceNames, w.choices);

export default function BillingSettings(_: PageProps) {
	useTitle(w.title);
	const s = w.sections;
	return <>
		<PageHead title={t.settings.title} lead={w.lead} />
		<SettingsTabs />
		<Panel title={s.use} icon="bolt"><p class="panel-lead">{s.useLead}</p><SettingRows names={["use_check", "high_percent", "low_percent", "very_percent"]} /></Panel>
		<Panel title={s.hold} icon="ban"><p class="panel-lead">{s.holdLead}</p><SettingRows names={["hold_high_percent", "hold_use", "estimate_missing", "estimates_most"]} /></Panel>
		<Panel title={s.work} icon="alert"><SettingRows names={["risk_step"]} /></Panel>
		<Panel title={s.bills} icon="bill"><SettingRows names={["bill_due_days", "paper", "generation_parts"]} /></Panel>
		<Panel title={s.limits} icon="stamp"><p class="panel-lead">{s.limitsLead}</p><SettingRows names={["adjustment_limit", "rebill_limit"]} /></Panel>
	</>;
}
