/* What people read for the codes that a payment keeps. */
import { useChoices } from "./choices";

export function useNames() {
	const modes = useChoices("payment_mode"), channels = useChoices("payment_channel");
	return { mode: modes.name, channel: channels.name, modes: modes.all.map((c): [string, string] => [c.code, c.name]), channels: channels.all.map((c): [string, string] => [c.code, c.name]) };
}
