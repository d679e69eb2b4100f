/* Numbers inside sentences. */
const rules = new Intl.PluralRules("en");
export const plural = (k: number, one: string, other: string) => (rules.select(k) === "one" ? one : other);
export const n = (value: number) => value.toLocaleString("en");
