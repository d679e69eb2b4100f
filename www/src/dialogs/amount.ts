/* What is wrong with an amount that was typed, in words. */
import { digits, money, moneyInput, moneyOf, parseMoney } from "../app/format";
import { t } from "../strings";

export function amountFault(text: string, most: number | null, over: (a: string) => string): string | null {
	const a = parseMoney(text), f = t.record.faults;
	if ("fault" in a) return { empty: f.amountEmpty, unclear: f.amountUnclear(moneyInput(123450)), decimals: f.amountDecimals(digits()), too_large: f.amountLarge, negative: f.amountZero }[a.fault];
	return a.minor === 0 ? f.amountZero : most !== null && a.minor > most ? over(money(moneyOf(most))) : null;
}
