/* Drafts as they stand in the editor and are not saved yet: they outlive a look at another tab. */
import type { Doc } from "./doc";

export interface Draft { name: string; effective_on: string; doc: Doc }
const kept = new Map<string, { version: number; draft: Draft }>();

export const keep = (id: string, version: number, draft: Draft | null) => { if (draft) kept.set(id, { version, draft }); else kept.delete(id); };
/* None where the version was saved since, here or by somebody else. */
export const unsaved = (id: string, version: number) => { const k = kept.get(id); return k && k.version === version ? k.draft : null; };
