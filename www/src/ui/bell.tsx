/* The bell: how much is new, and what; asked every minute while the page is in sight. */
import { useEffect, useId } from "preact/hooks";
import type { Notices } from "../api/types";
import { useGet } from "../app/data";
import { t } from "../strings";
import { usePopover } from "./float";
import { Icon } from "./icons";
import { lazy } from "./lazy";

export const NOTICES = "/notifications?limit=50";
const List = lazy<{ onClose: () => void }>(t.bell.title, () => import("./bell_list"));

export function Bell() {
	const { button, float, open, there, show, hide } = usePopover(true), id = useId();
	const fresh = useGet<Notices>(NOTICES, 60_000).data?.unread ?? 0;
	useEffect(() => { if (open) float.current?.focus({ preventScroll: true }); }, [open]);
	return <>
		<button ref={button} class="icon-btn bell" type="button" aria-haspopup="dialog" aria-expanded={open} aria-controls={open ? id : undefined} aria-label={t.bell.label(fresh)} onClick={() => (open ? hide() : show())}>
			<Icon name="bell" />{fresh > 0 && <span class="count" aria-hidden="true">{fresh > 99 ? "99+" : fresh}</span>}</button>
		{there && <div ref={float} id={id} popover="auto" class="pop bell-pop" role="dialog" aria-label={t.bell.title} tabIndex={-1}>{open && <List onClose={hide} />}</div>}
	</>;
}
