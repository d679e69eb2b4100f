/* What one chose for this browser: theme, density, single-letter keys. */
import { signal } from "@preact/signals";

const read = (name: string) => { try { return localStorage.getItem(`billport.${name}`); } catch { return null; } };
const write = (name: string, value: string) => { try { localStorage.setItem(`billport.${name}`, value); } catch { /* private mode */ } };
const root = document.documentElement;

export const dark = signal(root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
export const density = signal(read("density") === "compact" ? "compact" : "comfortable");
export const singleKeys = signal(read("keys") !== "off");

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (e) => { if (!root.dataset.theme) dark.value = e.matches; });
export function toggleTheme() {
	dark.value = !dark.value;
	root.dataset.theme = dark.value ? "dark" : "light";
	write("theme", root.dataset.theme);
}
export function setDensity(value: "comfortable" | "compact") {
	density.value = value;
	root.dataset.density = value;
	write("density", value);
}
export function setSingleKeys(on: boolean) { singleKeys.value = on; write("keys", on ? "on" : "off"); }
