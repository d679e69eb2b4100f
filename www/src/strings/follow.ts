/* The catalog's words of what waits for another person: they come with those pages, so that the first view does not carry them. */

export const followWords = {
	waiting: "Waits for approval", waitingText: "Nothing has changed yet. Another person decides; this page follows and shows the result.", open: "Open the request", approved: "Approved, being carried out…",
	done: (who: string) => `Approved by ${who} and carried out`, doneText: "The figures below are new.", rejected: (who: string) => `Rejected by ${who}`, rejectedText: (reason: string) => `${reason ? `${reason}. ` : ""}Nothing was changed.`,
	expired: "Nobody decided in time", expiredText: "Nothing was changed. Ask again if it is still wanted.", failed: "Approved, but it could not be carried out", failedText: "The account changed meanwhile. Nothing was changed; look at the figures and ask again.", result: "Open what was made",
};
