/* Words of one payment: its page, its receipt, voiding it. */

export const paymentWords = {
	back: "Payments", what: "This payment", from: (method: string) => `by ${method} from `, on: (when: string) => ` on ${when}`, print: "Print receipt", download: "Download", openPdf: "Open PDF", more: "More actions",
	analysis: "Amount analysis", exact: "Paid exactly", under: (a: string) => `Under by ${a}`, over: (a: string) => `Over by ${a}`, overKept: (a: string) => `Over by ${a}, kept as credit`, appliedTo: "Applied to", for: "For", wasOpen: "Was open", paid: "Paid", left: "Open now", caption: "What the payment was applied to", undone: "undone", total: "Payment",
	bill: (range: string) => `Bill, ${range}`, charge: "Service charge", section: "Payment", no: "Payment ID", transaction: "Transaction ID", method: "Method", channel: "Channel", type: "Type", received: "Cash received", change: "Change given", receivedBy: "Received by", processing: "Processing time", immediate: "Immediate", date: "Date", businessDay: "Business day", entered: "Entered", verification: "Verification", reference: "Terminal reference", gateway: "Gateway", settlement: "Settlement", notes: "Notes",
	consumer: "Consumer", name: "Name", phone: "Phone", account: "Account", email: "Email", address: "Service address", balance: "Balance due now",
	receipt: "Receipt", receiptNo: (no: string) => `Receipt ${no}`, paper: { from: "Received from ", account: (no: string) => `Account ${no}`, paidFor: "Paid for", amount: "Amount", total: "Total paid", credit: "Kept as credit", void: "Void" },
	timeline: "Timeline", events: { "payment.record": "Recorded and posted", "payment.create": "Recorded and posted", "payment.post": "Posted", "payment.void": "Voided", "payment.void_requested": "Void asked for", "payment.receipt": "Receipt given out", "payment.void_request": "Void asked for" } as Record<string, string>,
	voided: (when: string, who: string) => `Voided ${when} by ${who}`, voidedHelp: (reason: string) => `Reason: ${reason}`,
	preparing: "Preparing the receipt…", noReceipt: "This payment has no receipt",
	voidTitle: (no: string) => `Void ${no}?`, voidText: (amount: string, method: string, who: string, what: string) => `${amount} by ${method} from ${who} becomes unpaid again on ${what}. The receipt number stays used.`,
	reason: "Reason", reasons: ["Recorded twice", "Wrong account", "Wrong amount", "Wrong method", "Payer asked for it back"], otherReason: "Other…", pick: "Choose a reason", remarks: "Remarks", remarksNeeded: "Say why, in at least 3 characters", reasonNeeded: "Choose a reason",
	keep: "Keep payment", voidDo: (amount: string) => `Void ${amount}`, voiding: "Voiding…", voidDone: (no: string, amount: string) => `${no} voided, ${amount} is open again`,
	approvalTitle: "Waits for approval", approvalText: "This void is above the limit. Another person decides; this page follows and shows the result.", approvalOpen: "Open the request", approvalApproved: "Approved, being carried out…", approvalRejected: (who: string, reason: string) => `Rejected by ${who}: ${reason}`, approvalFailed: "Approved, but it could not be carried out", approvalExpired: "Nobody decided in time",
};
