/* The limits and choices that rule at the counter, for the one who asks. */
import { useGet } from "../app/data";
import { may } from "../app/session";
import type { CounterRules } from "./model";

export function useRules(): CounterRules | undefined {
	return useGet<CounterRules>(may("GET /api/v1/counter") ? "/counter" : null).data;
}
