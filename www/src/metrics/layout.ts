/* Which figures a dashboard shows: as its reader laid it out, else his role, else what is built in. */
import { url } from "../api/client";
import { useGet } from "../app/data";
import { may } from "../app/session";
import type { components } from "../generated/api";

export type Dashboard = components["schemas"]["Dashboard"];
export type DashboardSection = Dashboard["sections"][number];
export type DashboardTile = DashboardSection["metrics"][number];

/* usual: shown until the answer is there, so that numbers wait for nothing. */
export function useLayout(page: Dashboard["page"], usual: DashboardSection[]) {
	const got = useGet<Dashboard>(may("GET /api/v1/dashboards/:page") ? url`/dashboards/${page}` : null);
	const sections = got.data?.sections ?? usual;
	return { sections, metrics: (key: string): DashboardTile[] => sections.find((s) => s.key === key)?.metrics ?? [], ready: !!got.data || !!got.problem };
}
