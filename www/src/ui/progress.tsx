/* How far something is, drawn and said. */
export function Progress({ done, of, label }: { done: number; of: number; label: string }) {
	const part = of > 0 ? Math.max(0, Math.min(1, done / of)) : 0;
	return <svg class="progress" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={label}>
		<rect class="progress-ground" width="100" height="6" /><rect class="progress-done" width={part * 100} height="6" /></svg>;
}
