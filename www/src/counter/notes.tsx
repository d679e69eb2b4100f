/* Free text beside a payment; what looks like a card's number is offered to be masked. */
import { t } from "../strings";
import { paid as w } from "../strings/paid";
import { Button } from "../ui/base";
import { TextArea } from "../ui/form";
import { cardIn, maskCards } from "./split";

export function Notes({ id = "notes", label = w.notes.label, help = w.notes.help, optional = true, value, onValue, error }: { id?: string; label?: string; help?: string; optional?: boolean; value: string; onValue: (v: string) => void; error?: string }) {
	const card = cardIn(value);
	return <>
		<TextArea id={id} label={label} optional={optional} maxLength={500} value={value} onValue={onValue} error={card ? w.mask.fault : error} help={<span class="num">{t.common.characters([...value].length, 500)}{help && ` · ${help}`}</span>} />
		{card && <p><Button small onClick={() => { onValue(maskCards(value)); document.getElementById(id)?.focus(); }}>{w.mask.do}</Button></p>}
	</>;
}
