/* Beside the figures: what needs attention, and what one does here most. */
import { Attention } from "./attention";
import { QuickActions } from "./quick";

export default function Side({ quiet, zone }: { quiet?: boolean; zone?: string }) {
	return <div class="stack">{!quiet && <Attention zone={zone} />}<QuickActions /></div>;
}
