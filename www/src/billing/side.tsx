/* Beside the figures: what needs attention, and what one does here most. */
import { may } from "../app/session";
import { Attention } from "./attention";
import { QuickActions } from "./quick";

export default function Side({ quiet, zone }: { quiet?: boolean; zone?: string }) {
	return <div class="stack">{!quiet && (may("GET /api/v1/exceptions") || may("GET /api/v1/generations")) && <Attention zone={zone} />}<QuickActions /></div>;
}
