/*
 * The tenant's lists: payment modes, channels, reasons.  Rows keep the code; people read the name.
 * Where a list is not there yet, the words of the catalog stand in.
 */
import type { Page } from "../api/types";
import { t } from "../strings";
import { useGet } from "./data";
import { may } from "./session";

export interface Choice { id: string; list: string; code: string; name: string; kind: string | null; needs_reference: boolean; is_active: boolean; position: number; version: number }
export type ChoiceList = "payment_mode" | "payment_channel" | "void_reason" | "credit_reason" | "waive_reason" | "decision_reason" | "adjust_reason";

const spoken: Partial<Record<ChoiceList, Record<string, string>>> = { payment_mode: t.method, payment_channel: t.channel };
export interface Choices { all: Choice[]; active: Choice[]; options: [string, string][]; name: (code: string | null | undefined) => string; ready: boolean }

export function useChoices(list: ChoiceList): Choices {
	const got = useGet<Page<Choice>>(may("GET /api/v1/choices") ? `/choices?list=${list}` : null);
	const all = got.data?.data ?? [], active = all.filter((c) => c.is_active);
	return {
		all, active, options: active.map((c) => [c.code, c.name]), ready: !got.loading || all.length > 0,
		name: (code) => (code ? all.find((c) => c.code === code)?.name ?? spoken[list]?.[code] ?? code.replace(/_/g, " ") : ""),
	};
}
