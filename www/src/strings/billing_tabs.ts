/* The tabs of the Billing Dashboard, which all pages of billing carry. */
export const tabWords = { label: "Billing Dashboard", lists: "Lists of billing", overview: "Overview", cycles: "Billing Cycles", exceptions: "Exceptions", simulations: "Simulations" };
