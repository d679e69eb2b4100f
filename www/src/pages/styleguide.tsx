/* Tokens and components as they are, in every state. */
import { useState } from "preact/hooks";
import { moneyOf } from "../app/format";
import { t } from "../strings";
import { Banner, Bones, Button, Empty, Facts, Failed, PageHead, Panel, Pill, Status, useTitle, Value } from "../ui/base";
import { ChoiceChip, Dialog, Menu, MenuItem, toast, Toasts } from "../ui/float";
import { Derived, MoneyField, SelectField, Summary, TextArea, TextField } from "../ui/form";
import { Icon } from "../ui/icons";
import { signedIn } from "../app/session";

const colours = ["canvas", "surface", "surface-hover", "surface-sunk", "surface-pressed", "line", "line-strong", "line-control", "text", "text-2", "text-3", "accent", "accent-soft", "good", "good-soft", "bad", "bad-soft", "warn", "warn-soft", "info", "info-soft", "still", "still-soft"];

export default function Styleguide() {
	useTitle(t.styleguide.title);
	const [dialog, setDialog] = useState(false), [method, setMethod] = useState<string | null>("cash"), [amount, setAmount] = useState("1,234.50"), [text, setText] = useState("");
	return <>
		<PageHead title={t.styleguide.title} lead={t.styleguide.lead} />
		<Panel title="Colours" icon="eye"><div class="colours">{colours.map((c) => <div key={c} class="colour"><span class={`colour-${c} colour-chip`} /><span class="mono">--{c}</span></div>)}</div></Panel>
		<Panel title="Type" icon="note"><div class="form-section"><p class="t28">28 · $3,046,812.55</p><p class="t20">20 · Page title</p><p class="t16">16 · Review in words</p><p>14 · Running text, tables and controls</p><p class="help">12 · Labels and hints</p></div></Panel>
		<Panel title="Controls" icon="sliders">
			<div class="swatches"><Button kind="primary">Record payment</Button><Button kind="primary" busy busyText="Recording…" /><Button icon="download">Export</Button><Button kind="danger">Void payment…</Button><Button small>Show more</Button>
				<ChoiceChip name="Method" choices={[["cash", "Cash"], ["card", "Card"]]} value={method} onPick={setMethod} />
				<Menu label="Example menu" class="btn icon-only" button={<Icon name="more" />}>{() => <><MenuItem icon="eye">View details</MenuItem><MenuItem icon="receipt" hint="R">Open receipt</MenuItem><hr /><MenuItem icon="ban" danger>Void payment…</MenuItem></>}</Menu>
				<Button onClick={() => setDialog(true)}>Open dialog</Button><Button onClick={() => toast("$145.50 recorded, receipt R-5001", { text: "Hand back $14.50." })}>Show toast</Button></div>
			<div class="swatches">{["posted", "pending", "failed", "cancelled", "returned", "active", "overdue", "open", "paid", "waiting", "approved", "rejected", "expired"].map((s) => <Status key={s} of={s} />)}<Pill tone="info" icon="info">Note</Pill></div>
		</Panel>
		<Panel title="Forms" icon="note"><div class="form-section">
			<Summary title="One thing to fix before this can be recorded" faults={{ "sg-date": "Payment date is after today" }} seq={0} />
			<div class="grid-3"><MoneyField id="sg-amount" label="Amount" value={amount} onValue={setAmount} help="Up to $1,234.50, what is open on this bill" /><TextField id="sg-date" label="Payment date" type="date" value="2025-11-30" onValue={() => undefined} error="This is after today. Enter Oct 31, 2025 or earlier." /><Derived id="sg-change" label="Change to give" value="14.50" of="sg-amount" /></div>
			<div class="grid-2"><SelectField id="sg-method" label="Method" value="cash" onValue={() => undefined} options={[["cash", "Cash"], ["card", "Card terminal"]]} /><TextArea id="sg-notes" label="Notes" optional value={text} onValue={setText} help={t.common.characters(text.length, 500)} /></div>
		</div></Panel>
		<Panel title="Figures" icon="money"><div class="tiles tiles-3"><article class="tile"><div class="tile-top"><h3 class="tile-label">Taken today</h3></div><div class="tile-main"><p><Value of={moneyOf(263686)} /></p></div><div class="tile-foot"><p class="delta">10 posted payments</p></div></article>
			<article class="tile"><div class="tile-top"><h3 class="tile-label">Another currency</h3></div><div class="tile-main"><p><Value of={moneyOf(126500000, "INR")} /></p></div><div class="tile-foot"><p class="delta">Amounts in unlike currencies are never added</p></div></article>
			<article class="tile"><span class="bone bone-label w-45" /><span class="bone bone-value w-60" /><div class="tile-foot"><span class="bone w-80" /></div></article></div></Panel>
		<div class="pair"><Panel title="Facts" icon="info"><Facts one of={[["Payment ID", "PAY-2025-004521"], ["Method", "Cash"], ["Verification", <Status of="verified" />]]} /></Panel>
			<div class="stack"><Banner tone="bad" title="Not recorded"><p>Someone else changed this account a moment ago. Nothing was recorded.</p></Banner><Banner tone="warn" title="Connection lost"><p>Showing what was loaded before.</p></Banner><Banner tone="info" title="Approved, being carried out…" /></div></div>
		<div class="pair"><div class="panel"><Empty title="No payments yet" text="Payments appear here as soon as they are recorded."><Button kind="primary">Record payment</Button></Empty></div><div class="panel"><Empty art="lens" title="No payment matches these filters" text="Cash, failed."><Button>Clear filters</Button></Empty></div></div>
		<div class="pair"><div class="panel"><Failed what="Payments" problem={{ status: 503, title: "Unavailable", request_id: "0198f2c4-7e1a" }} again={() => undefined} /></div><div class="panel"><Bones rows={6} what="payments" /></div></div>
		{dialog && <Dialog title="Void R-4998?" onClose={() => setDialog(false)} foot={<><Button onClick={() => setDialog(false)}>Keep payment</Button><Button kind="danger" type="submit">Void $67.50</Button></>} onSubmit={() => setDialog(false)}>
			<p>$67.50 in cash from Marcus Oyelaran becomes unpaid again on bill B-0012345. The receipt number stays used.</p><SelectField id="sg-why" label="Reason" value="a" onValue={() => undefined} options={[["a", "Recorded twice"]]} /></Dialog>}
		{!signedIn() && <Toasts />}
	</>;
}
