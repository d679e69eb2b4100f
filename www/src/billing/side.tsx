/* Beside the figures: what needs attention, and what one does here most. */
import { Attention } from "./attention";
import { QuickActions } from "./quick";

export default function Side({ quiet }: { quiet?: boolean }) {
	return <div class="stack">{!quiet && <Attention />}<QuickActions /></div>;
}
