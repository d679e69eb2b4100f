/* The frame that every page lives in: rail, top bar, page. */
import type { ComponentType } from "preact";
import { useEffect, useErrorBoundary, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { Approval, Page } from "../api/types";
import { t } from "../strings";
import { Button, Empty, useTitle } from "../ui/base";
import { Dialog, Menu, MenuItem, Toasts } from "../ui/float";
import { Icon, Mark } from "../ui/icons";
import { Bell } from "../ui/bell";
import { lazy } from "../ui/lazy";
import { useGet } from "./data";
import { idleFor, useIdle } from "./idle";
import { go, here, match } from "./router";
import { fetchPage, fetchRest, nav, pages, ready, type NavItem, type PageDef, type PageProps } from "./pages";
import { density, dark, setDensity, setSingleKeys, singleKeys, toggleTheme } from "./prefs";
import { has, may, me, signOut } from "./session";

const StillThere = lazy(t.login.again, () => import("../ui/still_there"));

const loadPalette = () => import("./palette"), Palette = lazy(t.top.searchShort, loadPalette);
/* What is typed while the search box is still on its way. */
let typed = "";
export const paletteOpen = signal(false);
export const helpOpen = signal(false);

const openPalette = () => { typed = ""; paletteOpen.value = true; };

const find = (path: string): { page: PageDef; params: Record<string, string> } | null => {
	for (const page of pages) {
		const params = match(page.path, path);
		if (params) return { page, params };
	}
	return null;
};

function Item({ item, current, count }: { item: NavItem; current: boolean; count?: number }) {
	return <li class={item.deep ? "deep" : undefined}><a class="rail-item" href={item.href} aria-current={current ? "page" : undefined} title={item.label}><Icon name={item.icon} /><span>{item.label}</span>
		{!!count && <span class="count"><span class="vh">{t.nav.waiting(count)}</span><span aria-hidden="true">{count}</span></span>}</a></li>;
}

function Rail({ section }: { section: string | undefined }) {
	const [drawer, setDrawer] = useState(false);
	const waiting = useGet<Page<Approval>>(has("approvals:read") ? "/approvals?state=waiting&limit=50" : null, 60_000).data?.data.length;
	const { main, end } = nav();
	const rest = [...main.filter((n) => n.deep), ...end];
	const item = (n: NavItem) => <Item key={n.href} item={n} current={n.section === section} count={n.section === "approvals" ? waiting : undefined} />;
	useEffect(() => setDrawer(false), [here.value.path]);
	return <nav class="rail" aria-label={t.nav.main}>
		<a class="brand" href="/" aria-label={`${t.app}, ${t.nav.home}`}><Mark /><span>{t.app}</span></a>
		<ul>{main.map(item)}
			{rest.length > 0 && <li class="rail-more"><button class="rail-item" type="button" aria-haspopup="dialog" onClick={() => setDrawer(true)}
				data-current={rest.some((n) => n.section === section) ? "" : undefined}><Icon name="menu" /><span>{t.nav.more}</span></button></li>}
		</ul>
		{end.length > 0 && <ul class="rail-end">{end.map(item)}</ul>}
		{drawer && <Dialog title={t.nav.moreTitle} onClose={() => setDrawer(false)} form={false}>
			<ul class="drawer">{rest.map((n) => <li key={n.href}><a href={n.href} aria-current={n.section === section ? "page" : undefined} data-first={n === rest[0] ? "" : undefined}
				onClick={() => setDrawer(false)}><Icon name={n.icon} /><span>{n.label}</span>{n.section === "approvals" && !!waiting && <span class="count">{waiting}</span>}</a></li>)}</ul>
		</Dialog>}
	</nav>;
}

const initials = (name: string) => name.split(/\s+/).map((w) => w[0]).slice(0, 2).join("").toUpperCase();

function TopBar() {
	const who = me.value!;
	return <header class="topbar">
		<a class="brand only-phone" href="/" aria-label={`${t.app}, ${t.nav.home}`}><Mark /></a>
		<button class="search-open not-phone" type="button" aria-haspopup="dialog" aria-keyshortcuts="Control+K" onClick={openPalette}><Icon name="search" />{t.top.search} <kbd>Ctrl K</kbd></button>
		<div class="topbar-end">
			<button class="icon-btn only-phone" type="button" aria-haspopup="dialog" aria-label={t.top.searchShort} onClick={openPalette}><Icon name="search" /></button>
			<Bell />
			<button class="icon-btn" type="button" aria-label={t.top.theme} onClick={toggleTheme}><Icon name={dark.value ? "sun" : "moon"} /></button>
			<Menu label={t.top.user(who.name)} named class="who" button={<><span class="avatar" aria-hidden="true">{initials(who.name)}</span><span class="who-name"><b>{who.name}</b>{" "}{who.tenant.name}</span></>}>{() => <>
				<div class="menu-head" role="presentation"><b>{who.name}</b><span>{who.email}</span><span>{who.roles.join(", ")}</span><span>{who.tenant.name} · {t.top.tenant(who.tenant.currency, who.tenant.zone)}</span></div>
				<hr />
				<MenuItem checked={density.value === "comfortable"} onClick={() => setDensity("comfortable")}>{t.top.comfortable}</MenuItem>
				<MenuItem checked={density.value === "compact"} onClick={() => setDensity("compact")}>{t.top.compact}</MenuItem>
				<hr />
				<MenuItem icon="key" href="/password">{t.top.password}</MenuItem>
				<MenuItem icon="person" href="/settings/sessions">{t.top.sessions}</MenuItem>
				<MenuItem icon="help" hint="?" onClick={() => { helpOpen.value = true; }}>{t.top.help}</MenuItem>
				<MenuItem icon="book" href="/docs/api/">{t.top.api}</MenuItem>
				<hr />
				<MenuItem icon="out" onClick={() => void signOut()}>{t.top.signOut}</MenuItem>
			</>}</Menu>
		</div>
	</header>;
}

function Help({ onClose }: { onClose: () => void }) {
	return <Dialog title={t.help.title} onClose={onClose} form={false} foot={<Button onClick={onClose} data-first="">{t.common.close}</Button>}>
		<dl class="keys">{t.help.keys.map(([k, what]) => <div key={k}><dt>{k.split(" ").map((p) => <kbd key={p}>{p}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
		<div class="check-group"><label class="check-line"><span class="check"><input type="checkbox" checked={singleKeys.value} onChange={(e) => setSingleKeys((e.target as HTMLInputElement).checked)} /></span>
			<span>{t.help.single}</span><span class="help">{t.help.singleHelp}</span></label></div>
	</Dialog>;
}

function Outlet({ page, params }: { page: PageDef; params: Record<string, string> }) {
	const [shown, setShown] = useState<{ page: PageDef; params: Record<string, string>; view: ComponentType<PageProps> } | null>(() => {
		const view = ready(page);
		return view ? { page, params, view } : null;
	});
	const [lost, setLost] = useState(false);
	const [broken, reset] = useErrorBoundary();
	const key = here.value.path, first = useRef(true);
	useEffect(() => {
		let gone = false;
		setLost(false);
		fetchPage(page).then((view) => { if (!gone) { setShown({ page, params, view }); } }, () => { if (!gone) setLost(true); });
		return () => { gone = true; };
	}, [key]);
	useEffect(() => {
		if (!shown) return;
		const main = document.getElementById("main"), field = main?.querySelector<HTMLElement>("[autofocus]");
		if (first.current) { first.current = false; void loadPalette().catch(() => undefined); fetchRest(); field?.focus(); return; }
		const active = document.activeElement;
		if (active && active !== document.body && main?.contains(active)) return;
		(field ?? main?.querySelector<HTMLElement>("h1") ?? main)?.focus({ preventScroll: true });
	}, [shown]);
	if (broken) return <Empty art="broken" title={t.problem.loadTitle(page.title)} text={t.problem.unchanged}><Button kind="primary" onClick={() => { reset(); location.reload(); }}>{t.common.tryAgain}</Button></Empty>;
	if (lost) return <Empty art="broken" title={t.problem.loadTitle(page.title)} text={t.problem.offline}><Button kind="primary" onClick={() => location.reload()}>{t.common.tryAgain}</Button></Empty>;
	const waiting = shown?.page !== page;
	if (!shown) return <div class="route-bar" />;
	const View = shown.view, now = shown.page === page ? { page, params } : shown;
	return <>{waiting && <div class="route-bar" />}<View key={`${now.page.path}|${JSON.stringify(now.params)}`} params={now.params} /></>;
}

export function Shell() {
	const path = here.value.path;
	const settings = path === "/settings" ? pages.find((p) => p.section === "settings" && p.open()) : null;
	useEffect(() => { if (settings) go(settings.path, { replace: true }); }, [settings]);
	const found = settings ? null : find(path);
	const open = found?.page.open();

	useTitle(found && open ? undefined : found ? t.common.forbidden : settings ? undefined : t.common.notFound);
	useIdle();
	useEffect(() => {
		const keys = (e: KeyboardEvent) => {
			if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") { e.preventDefault(); typed = ""; paletteOpen.value = true; return; }
			if (paletteOpen.value && !document.querySelector(".palette")) { if (e.key === "Escape") paletteOpen.value = false; else if (e.key.length === 1 && !e.ctrlKey && !e.metaKey) { e.preventDefault(); typed += e.key; } return; }
			const at = e.target as HTMLElement;
			if (!singleKeys.value || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || document.querySelector("dialog[open], :popover-open")) return;
			if (e.key === "?") { e.preventDefault(); helpOpen.value = true; }
			if (e.key === "/") { const f = document.querySelector<HTMLInputElement>("[data-filter]"); if (f) { e.preventDefault(); f.focus(); } }
			if (e.key === "p" && may("POST /api/v1/payments")) { e.preventDefault(); go("/payments/new"); }
		};
		addEventListener("keydown", keys);
		return () => removeEventListener("keydown", keys);
	}, []);

	return <>
		<a class="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById("main")?.focus(); }}>{t.skip}</a>
		<div class="app">
			<Rail section={found?.page.section} />
			<div class="body">
				<TopBar />
				<main class="page" id="main" tabIndex={-1}>
					<div class="letterhead"><b>{me.value!.tenant.name}</b><span>{t.app}</span></div>
					{found && open ? <Outlet page={found.page} params={found.params} />
						: !settings && <div class="panel">{found ? <Empty level={1} art="door" title={t.common.forbidden} text={t.common.forbiddenHelp}><a class="btn btn-primary" href="/">{t.common.home}</a></Empty>
							: <Empty level={1} art="lens" title={t.common.notFound} text={t.common.notFoundHelp}><a class="btn btn-primary" href="/">{t.common.home}</a></Empty>}</div>}
				</main>
			</div>
		</div>
		{paletteOpen.value && <Palette typed={() => typed} onClose={() => { paletteOpen.value = false; }} />}
		{helpOpen.value && <Help onClose={() => { helpOpen.value = false; }} />}
		{idleFor.value > 0 && <StillThere />}
		<Toasts />
	</>;
}
