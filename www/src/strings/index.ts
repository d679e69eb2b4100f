import { en, type Strings } from "./en";
/* The words of the page; another language is another file of the same shape, chosen here. */
export const t: Strings = en;
