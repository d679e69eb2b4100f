/* A part of a page whose code comes when it is first wanted; the place is kept meanwhile. */
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../strings";
import { Button, Empty } from "./base";

export function lazy<P extends object>(what: string, load: () => Promise<{ default: ComponentType<P> }>, waiting?: () => ComponentChildren): ComponentType<P> {
	let there: ComponentType<P> | null = null;
	return function Lazy(props: P) {
		const [view, setView] = useState<{ of: ComponentType<P> } | null>(() => (there ? { of: there } : null)), [lost, setLost] = useState(false), [seq, setSeq] = useState(0);
		useEffect(() => {
			if (view) return;
			let gone = false;
			setLost(false);
			load().then((m) => { there = m.default; if (!gone) setView({ of: m.default }); }, () => { if (!gone) setLost(true); });
			return () => { gone = true; };
		}, [seq]);
		if (lost) return <Empty art="broken" title={t.problem.loadTitle(what)} text={t.problem.offline}><Button kind="primary" onClick={() => setSeq(seq + 1)}>{t.common.tryAgain}</Button></Empty>;
		if (!view) return <>{waiting?.()}</>;
		const View = view.of;
		return <View {...props} />;
	};
}
