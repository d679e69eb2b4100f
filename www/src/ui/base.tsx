/* The small parts: buttons, pills, states, facts. */
import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Money, Problem } from "../api/types";
import { money, moneyParts } from "../app/format";
import { t } from "../strings";
import { Art, Icon, type IconName } from "./icons";

export type Tone = "good" | "bad" | "warn" | "info" | "still";

interface ButtonProps extends Omit<ButtonHTMLAttributes, "icon" | "class" | "type" | "form" | "disabled" | "onClick" | "children"> {
	class?: string; onClick?: (e: MouseEvent) => void; "data-first"?: string;
	kind?: "primary" | "danger" | "plain"; wide?: boolean; small?: boolean; icon?: IconName; busy?: boolean; busyText?: string;
	type?: "button" | "submit"; form?: string; disabled?: boolean; children?: ComponentChildren;
}
/* At work it keeps its place, says what it does and can't be pressed twice. */
export function Button({ kind = "plain", wide, small, icon, busy, busyText, type = "button", children, class: extra, onClick, ...rest }: ButtonProps) {
	const names = ["btn", kind !== "plain" && `btn-${kind}`, wide && "btn-wide", small && "btn-small", extra].filter(Boolean).join(" ");
	return <button {...rest} type={type} class={names} aria-busy={busy ? "true" : undefined} aria-disabled={busy ? "true" : undefined}
		onClick={(e) => { if (busy) { e.preventDefault(); return; } onClick?.(e); }}>
		{busy ? <Icon name="refresh" /> : icon && <Icon name={icon} />}{busy && busyText ? busyText : children}</button>;
}
export function LinkButton({ href, kind = "plain", icon, small, children }: { href: string; kind?: "primary" | "plain"; icon?: IconName; small?: boolean; children: ComponentChildren }) {
	return <a href={href} class={["btn", kind === "primary" && "btn-primary", small && "btn-small"].filter(Boolean).join(" ")}>{icon && <Icon name={icon} />}{children}</a>;
}

export function Pill({ tone, icon, children }: { tone: Tone; icon: IconName; children: ComponentChildren }) {
	return <span class="pill" data-tone={tone}><Icon name={icon} />{children}</span>;
}
const looks: Record<string, [Tone, IconName]> = {
	posted: ["good", "ok"], verified: ["good", "ok"], approved: ["info", "ok"], used: ["good", "ok"], paid: ["good", "ok"], active: ["good", "ok"],
	pending: ["warn", "clock"], waiting: ["warn", "clock"], open: ["info", "clock"], failed: ["bad", "fail"], rejected: ["bad", "fail"], overdue: ["bad", "alert"],
	cancelled: ["still", "ban"], expired: ["still", "ban"], inactive: ["still", "ban"], closed: ["still", "ban"], revoked: ["still", "ban"], reversed: ["still", "ban"],
	returned: ["bad", "back"], issued: ["info", "ok"],
};
export function Status({ of, word }: { of: string; word?: string }) {
	const [tone, icon] = looks[of] ?? ["still", "info"];
	return <Pill tone={tone} icon={icon}>{word ?? t.status[of] ?? of}</Pill>;
}

export function Value({ of }: { of: Money }) {
	const [whole, minor] = moneyParts(of);
	return <span class="value">{whole}{minor && <span class="minor">{minor}</span>}</span>;
}
export const Amount = ({ of, struck }: { of: Money; struck?: boolean }) =>
	struck ? <s class="struck">{money(of)}</s> : <>{money(of)}</>;

export function PageHead({ title, lead, back, actions, children }: { title: ComponentChildren; lead?: ComponentChildren; back?: { href: string; label: string }; actions?: ComponentChildren; children?: ComponentChildren }) {
	return <div class="page-head">
		<div class="page-head-text">
			{back && <a class="back" href={back.href}><Icon name="left" />{back.label}</a>}
			{typeof title === "string" ? title && <h1 tabIndex={-1}>{title}</h1> : title}
			{lead && <p>{lead}</p>}{children}
		</div>
		{actions && <div class="page-actions">{actions}</div>}
	</div>;
}

export function Panel({ title, icon, end, children, id, class: extra }: { title?: string; icon?: IconName; end?: ComponentChildren; children: ComponentChildren; id?: string; class?: string }) {
	const head = id ?? (title ? `p-${title.toLowerCase().replace(/\W+/g, "-")}` : undefined);
	return <section class={`panel${extra ? ` ${extra}` : ""}`} aria-labelledby={title ? head : undefined}>
		{title && <div class="panel-head">{icon && <Icon name={icon} />}<h2 id={head}>{title}</h2>{end && <div class="end">{end}</div>}</div>}
		{children}
	</section>;
}
export type Fact = [string, ComponentChildren] | false | "" | null | undefined;
export function Facts({ of, one }: { of: Fact[]; one?: boolean }) {
	return <dl class={one ? "facts facts-1" : "facts"}>{of.filter((f): f is [string, ComponentChildren] => !!f)
		.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value ?? t.common.none}</dd></div>)}</dl>;
}

export function Banner({ tone, icon, title, children, role, innerRef }: { tone: "bad" | "warn" | "info"; icon?: IconName; title: string; children?: ComponentChildren; role?: "alert" | "status"; innerRef?: preact.Ref<HTMLDivElement> }) {
	return <div class="banner" data-tone={tone} role={role} ref={innerRef} tabIndex={innerRef ? -1 : undefined}>
		<Icon name={icon ?? (tone === "bad" ? "alert" : tone === "warn" ? "clock" : "info")} /><div><b>{title}</b>{children}</div></div>;
}

/* ---- states ---- */
export function Empty({ art = "rows", title, text, children, level = 2 }: { art?: "rows" | "lens" | "broken" | "door"; title: string; text?: string; children?: ComponentChildren; level?: 1 | 2 }) {
	const H = level === 1 ? "h1" : "h2";
	return <div class="state"><Art name={art} /><H tabIndex={level === 1 ? -1 : undefined} class="state-title">{title}</H>{text && <p>{text}</p>}{children && <div class="state-actions">{children}</div>}</div>;
}
/* What happened, in a sentence for the one who reads it. */
export function problemText(p: Problem): string {
	if (p.status === 0) return t.problem.offline;
	if (p.status === 412) return t.problem.stale;
	if (p.status === 429) return t.problem.slow;
	if (p.status >= 500) return t.problem.server;
	return p.detail ?? p.title;
}
export function Failed({ what, problem, again, level }: { what: string; problem: Problem; again?: () => void; level?: 1 | 2 }) {
	if (problem.status === 403) return <Empty art="door" title={t.common.forbidden} text={t.common.forbiddenHelp} level={level}><LinkButton href="/">{t.common.home}</LinkButton></Empty>;
	if (problem.status === 404) return <Empty art="lens" title={t.common.notFound} text={t.common.notFoundHelp} level={level}><LinkButton href="/">{t.common.home}</LinkButton></Empty>;
	return <div role="alert"><Empty art="broken" title={t.problem.loadTitle(what)} text={`${problemText(problem)} ${t.problem.unchanged}`} level={level}>
		{again && <Button kind="primary" icon="refresh" onClick={again}>{t.common.tryAgain}</Button>}</Empty>
		{problem.request_id && <p class="help mono request-id">{t.problem.request(problem.request_id)}</p>}</div>;
}
const widths = ["w-60", "w-80", "w-45", "w-60"];
export const Bones = ({ rows = 4, what }: { rows?: number; what: string }) => <div class="bones bone-rows" aria-busy="true">
	<p class="vh" role="status">{t.common.loading(what)}</p>
	{Array.from({ length: rows }, (_, i) => <span key={i} class={`bone ${widths[i % 4]}`} />)}</div>;

/* The page's title, and focus on its heading after a move, so that a screen reader says where one is. */
export function useTitle(title: string | undefined) {
	useEffect(() => { if (title) document.title = t.common.pageTitle(title); }, [title]);
}

/* An area that says its text to a screen reader when it changes. */
export function Say({ text }: { text: string }) {
	const ref = useRef<HTMLParagraphElement>(null);
	useEffect(() => { const timer = setTimeout(() => { if (ref.current) ref.current.textContent = text; }, 150); return () => clearTimeout(timer); }, [text]);
	return <p class="vh" role="status" ref={ref} />;
}
/* A part of a text, marked where it matches what was looked for. */
export function Marked({ text, by }: { text: string; by: string }) {
	const digits = by.replace(/\D/g, ""), number = digits.length > 3 && /^[\d\s().+\-/]+$/.test(by);
	/* A phone number is the same number however it is written. */
	const words = number ? [digits.split("").join("\\D{0,2}")] : by.trim().split(/\s+/).filter((w) => w.length > 1).map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
	if (!words.length) return <>{text}</>;
	return <>{text.split(new RegExp(`(${words.join("|")})`, "gi")).map((part, i) => (i % 2 ? <mark key={i}>{part}</mark> : part))}</>;
}
