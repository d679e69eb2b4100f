/* The styleguide without a sign-in: it shows no data. */
import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { DoorFrame } from "./login";

export function Styleguide() {
	const [View, setView] = useState<ComponentType | null>(null);
	useEffect(() => { void import("./styleguide").then((m) => setView(() => m.default as ComponentType)); }, []);
	return <DoorFrame><div class="page">{View && <View />}</div></DoorFrame>;
}
