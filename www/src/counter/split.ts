/*
 * The arithmetic of the counter, in whole minor units: what an amount pays, which notes a payer may
 * hand over, and what in a text looks like a card's number.  Knows no page.
 */
export interface Open { id: string; open: number }

/* The amount laid on the items in their order, each up to what is open on it; the rest is over. */
export function spread(items: Open[], amount: number): { parts: Record<string, number>; over: number } {
	const parts: Record<string, number> = {};
	let rest = amount;
	for (const i of items) {
		parts[i.id] = Math.min(i.open, rest);
		rest -= parts[i.id]!;
	}
	return { parts, over: rest };
}

/* Of each currency what is in a drawer, in minor units, the largest first: notes, then coins. */
const drawers: Record<string, [notes: number[], coins: number[]]> = {
	USD: [[10000, 5000, 2000, 1000, 500, 200, 100], [100, 50, 25, 10, 5, 1]],
	EUR: [[50000, 20000, 10000, 5000, 2000, 1000, 500], [200, 100, 50, 20, 10, 5, 2, 1]],
	GBP: [[5000, 2000, 1000, 500], [200, 100, 50, 20, 10, 5, 2, 1]],
	CAD: [[10000, 5000, 2000, 1000, 500], [200, 100, 25, 10, 5]],
	AUD: [[10000, 5000, 2000, 1000, 500], [200, 100, 50, 20, 10, 5]],
	NZD: [[10000, 5000, 2000, 1000, 500], [200, 100, 50, 20, 10]],
	CHF: [[100000, 20000, 10000, 5000, 2000, 1000], [500, 200, 100, 50, 20, 10, 5]],
	MXN: [[100000, 50000, 20000, 10000, 5000, 2000], [2000, 1000, 500, 200, 100, 50, 20, 10]],
	BRL: [[20000, 10000, 5000, 2000, 1000, 500, 200], [100, 50, 25, 10, 5]],
	INR: [[50000, 20000, 10000, 5000, 2000, 1000], [2000, 1000, 500, 200, 100]],
	JPY: [[10000, 5000, 2000, 1000], [500, 100, 50, 10, 5, 1]],
	ZAR: [[20000, 10000, 5000, 2000, 1000], [500, 200, 100, 50, 20, 10]],
	KWD: [[20000, 10000, 5000, 1000, 500, 250], [100, 50, 20, 10, 5]],
};
export interface Piece { minor: number; coin: boolean }
export function pieces(currency: string): Piece[] | null {
	const d = drawers[currency];
	return d ? [...d[0].map((minor) => ({ minor, coin: false })), ...d[1].map((minor) => ({ minor, coin: true }))] : null;
}

/* What a payer is likely to hand over for an amount: rounded up to each note, the least first. */
export function handed(amount: number, currency: string, most = 4): number[] {
	/* Two-dollar notes are counted where they lie, yet hardly handed over. */
	const notes = (drawers[currency]?.[0] ?? []).filter((n) => currency !== "USD" || n !== 200);
	const found = new Set<number>();
	for (const n of [...notes].sort((a, b) => a - b)) {
		const up = Math.ceil(amount / n) * n;
		if (up > amount && up - amount < Math.max(n, 1)) found.add(up);
	}
	return [...found].sort((a, b) => a - b).slice(0, most);
}

/* What looks like a card's number: 13 to 19 digits, whole or in groups, with a right Luhn digit and a
 * brand's beginning.  The server decides; this only says it sooner. */
const runs = /\d(?:[ .\u00a0-]{0,3}\d){12,18}/g;
function luhn(digits: string): boolean {
	let sum = 0;
	for (let i = 0; i < digits.length; i++) {
		const d = Number(digits[digits.length - 1 - i]) * (i % 2 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	return sum % 10 === 0;
}
const isCard = (run: string) => { const d = run.replace(/\D/g, ""); return /^(4|5[1-5]|2[2-7]|3[0-9]|6|50|81|82|58)/.test(d) && luhn(d); };
export const cardIn = (text: string): boolean => (text.match(runs) ?? []).some(isCard);
/* Only the last four digits are left, so that one still knows which card was meant. */
export const maskCards = (text: string): string => text.replace(runs, (run) => {
	if (!isCard(run)) return run;
	const last = run.length - [...run].reverse().findIndex((c, i, all) => /\d/.test(c) && all.slice(0, i + 1).filter((x) => /\d/.test(x)).length === 4) - 1;
	return run.slice(0, last).replace(/\d/g, "•") + run.slice(last);
});
