/* Words of the list of approvals. */

export const approvalWords = {
	title: "Approvals", lead: "What others asked for above their limit, and your decision", list: "Approvals list", caption: "Approvals, newest first", what: "Approvals", summary: "What", amount: "Amount", by: "Asked by", at: "Asked", expires: "Expires", state: "Status", empty: "Nothing waits for a decision", emptyHelp: "What others ask for above their limit appears here.", none: "No approval matches", review: "Review…",
	kinds: { "payment.void": "Void payment" } as Record<string, string>, title1: (kind: string) => `${kind}?`, ask: (who: string, when: string) => `${who} asked on ${when}.`, reason: "Reason or policy", reasonNeeded: "Say why, in at least 3 characters", approve: (a: string) => `Approve ${a}`, reject: "Reject", approving: "Approving…", rejecting: "Rejecting…", own: "You asked for this yourself; somebody else decides.",
	approved: "Approved", rejected: "Rejected", running: "Being carried out…", done: "Carried out", failed: (why: string) => why ? `Could not be carried out: ${why}` : "Could not be carried out", decided: (who: string, when: string) => `${who}, ${when}`, decidedBy: "Decided by", until: (when: string) => `Open until ${when}`, mayNot: "You may see this, but not decide it.",
};
