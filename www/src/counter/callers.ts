/* Whether the caller of this account was checked a moment ago. */
import { url } from "../api/client";
import { useGet } from "../app/data";
import { may, me } from "../app/session";

export interface CallerCheck { id: string; at: string; by: { id: string | null; name: string }; matched: string[]; has_passed: boolean }
const MINUTES = 30;
/* The newest check of this account by the one at the keyboard that still counts. */
export function useCallerCheck(account: string | null): CallerCheck | null | undefined {
	const got = useGet<{ data: CallerCheck[] }>(account && may("GET /api/v1/accounts/:id/caller-checks") ? url`/accounts/${account}/caller-checks` : null, 60_000);
	if (!account || !got.data) return undefined;
	return got.data.data.find((c) => c.by.id === me.value!.id && Date.now() - new Date(c.at).getTime() < MINUTES * 60_000) ?? null;
}
