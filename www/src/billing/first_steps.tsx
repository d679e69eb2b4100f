/* Where there is no bill yet: why nothing is shown, what comes first, and the way to the next step. */
import type { Page } from "../api/types";
import { useGet } from "../app/data";
import { may } from "../app/session";
import { panels } from "../strings/billing_panels";
import { Art, Icon } from "../ui/icons";
import { LinkButton } from "../ui/base";

const w = panels.empty;
const some = (path: string, route: string) => { const got = useGet<Page<unknown>>(may(route) ? path : null); return got.data ? got.data.data.length > 0 : null; };
export default function FirstSteps() {
	const accounts = some("/accounts?limit=1", "GET /api/v1/accounts"), tariff = some("/tariffs?state=active&limit=1", "GET /api/v1/tariffs"), reads = some("/reads?limit=1", "GET /api/v1/reads"), cycle = some("/cycles?limit=1", "GET /api/v1/cycles");
	const steps: [string[], boolean | null, string | null][] = [
		[w.accounts, accounts, may("POST /api/v1/imports") ? "/settings/imports" : null], [w.tariff, tariff, may("GET /api/v1/tariffs") ? "/tariffs" : null], [w.reads, reads, may("POST /api/v1/imports") ? "/settings/imports" : may("GET /api/v1/reads") ? "/reads" : null],
		[w.cycle, cycle, may("POST /api/v1/cycles") ? "/billing/cycles?do=cycle" : null], [w.generate, false, may("POST /api/v1/generations") ? "/billing?do=bulk" : null]];
	const next = steps.findIndex(([, done]) => done === false);
	return <section class="panel first-steps" aria-labelledby="first-steps"><Art name="rows" /><h2 id="first-steps">{w.title}</h2><p>{w.text}</p>
		<ol aria-label={w.steps}>{steps.map(([[name, help, act], done, href], i) => <li key={name} data-done={done ? "" : undefined} aria-current={i === next ? "step" : undefined}><span class="sign" data-tone={done ? "good" : i === next ? "info" : "still"}>{done ? <Icon name="check" /> : <span class="num">{i + 1}</span>}</span>
			<div><b>{name}</b>{done && <span class="vh">, {w.done}</span>}<p class="help">{help}</p></div>{href && !done && <LinkButton small kind={i === next ? "primary" : "plain"} href={href}>{act}</LinkButton>}</li>)}</ol></section>;
}
