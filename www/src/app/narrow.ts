/* Whether the page is as narrow as a phone's: what stands in a menu then, stands beside it otherwise. */
import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 899px)");
export const narrow = signal(query.matches);
query.addEventListener("change", (e) => { narrow.value = e.matches; });
