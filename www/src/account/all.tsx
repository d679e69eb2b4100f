/* To the same list with all its filters. */
import { accountWords } from "../strings/account";

export const All = ({ href, label }: { href: string; label: keyof Pick<typeof accountWords, "allBills" | "allPayments"> }) => <p class="tab-foot"><a class="link" href={href}>{accountWords[label]}</a></p>;
