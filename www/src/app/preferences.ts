/* What one keeps for oneself at the server: columns of a table, a default view. */
import { call, url } from "../api/client";
import type { Page } from "../api/types";
import { put, useGet } from "./data";
import { may } from "./session";

interface Preference { name: string; value: string }
const path = "/preferences";
export function usePreferences() {
	const got = useGet<Page<Preference>>(may("GET /api/v1/preferences") ? path : null);
	const all = got.data?.data ?? [];
	/* Shown at once; when the server did not take it, it lives until the page is left. */
	const set = (name: string, value: string) => {
		put<Page<Preference>>(path, { data: [...all.filter((p) => p.name !== name), ...(value ? [{ name, value }] : [])] });
		void call("PUT", url`/preferences/${name}`, { body: { value } }).catch(() => undefined);
	};
	return { ready: !!got.data || !!got.problem || !may("GET /api/v1/preferences"), get: (name: string) => all.find((p) => p.name === name)?.value, set };
}
