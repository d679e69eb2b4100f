/* The catalog's words of the caller's check: they come with those pages, so that the first view does not carry them. */

export const callerWords = {
	title: "Is it the customer who calls?", ask: "Ask, compare with the file, tick what was right. Two are enough if one is neither the name nor the address.", check: "The check", checking: "Saving…", yes: "Caller is proven", no: "Not proven", passed: "The caller is proven", passedText: (what: string, until: string) => `Right: ${what}. You may act for this account until ${until}.`, failed: "Not proven", failedText: (what: string) => what ? `Only ${what} was right.` : "Nothing was right.", failedHelp: "Ask for something else, or ask the caller to write or come in.", again: "Check again", last: (who: string, when: string) => `Last checked by ${who}, ${when}`,
	fields: { name: "Name", account_number: "Account number", service_address: "Service address", phone: "Phone on file", email: "Email on file", meter_number: "Meter number", last_payment_amount: "Amount of the last payment", last_payment_on: "Date of the last payment", last_bill_amount: "Amount of the last bill" } as Record<string, string>,
};
