/* The words of printing and sending bills: the part of the catalog that these pages bring along. */
const rules = new Intl.PluralRules("en");
const plural = (k: number, one: string, other: string) => (rules.select(k) === "one" ? one : other);
const n = (value: number) => value.toLocaleString("en");
const bills = (k: number) => plural(k, "1 bill", `${n(k)} bills`);

export const td = {
	title: "Print & distribute", lead: "Bills as one PDF in the order of the post, or by e-mail to each consumer", what: "Batches", caption: "Batches, newest first", fileName: "bill-batches",
	new: "New batch", empty: "Nothing was printed or sent yet", emptyHelp: "Choose a cycle, see how many bills it has, and print or send them together.", none: "No batches like this", noneHelp: "Try another state or cycle.",
	states: { running: "Running", done: "Done", failed: "Failed", cancelled: "Stopped" } as Record<string, string>,
	channels: { print: "Print", email: "E-mail" } as Record<string, string>,
	columns: { name: "Batch", how: "How", state: "State", bills: "Bills", amount: "Amount", posted: "Posted", begun: "Begun", cycle: "Cycle" },
	notPosted: "Not posted yet", progress: (done: number, of: number) => of ? `${n(done)} of ${n(of)}` : "Choosing the bills", cycle: "Cycle", state: "State", how: "How",
	create: {
		title: "Print or send bills", how: "How", print: "Print", printHelp: "One PDF with every bill, sorted for the post", email: "E-mail", emailHelp: "One mail each, with the bill attached",
		cycle: "Cycle", cycleHelp: "Without one: bills of all cycles, issued on the dates below", clear: "All cycles", narrow: "Choose a cycle, or the days on which the bills were issued.", doNone: { print: "Print bills", email: "Send bills" } as Record<string, string>, from: "Issued from", to: "Issued to", reach: "Whom", reaches: { all: "Everyone", without_email: "Those without an e-mail address", with_email: "Those with an e-mail address" } as Record<string, string>,
		sort: "Order", sorts: { postcode: "Postcode, then street and house", street: "Street, then house", account: "Account number" } as Record<string, string>,
		template: "Template", standard: "The default", again: "Also those that were delivered before", againHelp: "They are marked as copies",
		counting: "Counting the bills…", count: (k: number, amount: string) => `${bills(k)}, ${amount}`, chosen: (k: number) => `${bills(k)} chosen`,
		noneLeft: "No bills to deliver", before: (k: number) => plural(k, "1 bill was delivered before and is left out.", `${n(k)} bills were delivered before and are left out.`), copies: (k: number) => plural(k, "1 bill was delivered before: it is marked as a copy.", `${n(k)} bills were delivered before: they are marked as copies.`),
		noAddress: (k: number) => plural(k, "1 consumer has no e-mail address; that bill is listed as failed.", `${n(k)} consumers have no e-mail address; those bills are listed as failed.`),
		doPrint: (k: number) => `Print ${bills(k)}`, doEmail: (k: number) => `Send ${bills(k)}`, busy: "Beginning…", begun: (k: number) => `${bills(k)} on the way`, problem: "Beginning the batch",
	},
	one: {
		what: "This batch", back: "Print & distribute", running: "At work", lead: "You can leave this page; it goes on.", percent: (p: number) => `${p} %`, so: (done: number, of: number) => `${n(done)} of ${bills(of)}`, choosing: "Choosing and sorting the bills", progress: "How far the batch is",
		stop: "Stop…", stopTitle: "Stop this batch?", stopPrint: "No PDF is kept. The bills can be printed in another batch.", stopEmail: "What was sent stays sent. The rest is not.", stopDo: "Stop batch", stopping: "Stopping…",
		open: "Open PDF", save: "Save PDF", posted: "Mark as posted…", postedAgain: "Change the date…", facts: "Facts", bills: "Bills", amount: "Amount", pages: "Pages", order: "Order", template: "Template", how: "How", by: "Begun by", begun: "Begun", ended: "Ended", size: "PDF", postedOn: "Posted",
		failed: "The batch failed", failedHelp: "No bill was delivered twice. Begin a new batch for the rest.", stopped: "The batch was stopped", mails: "Mails", accepted: "Accepted by the mail server", queued: "On their way", mailFailed: "Failed",
		deliveries: "Deliveries", deliveriesCaption: "Deliveries of this batch", fileName: "deliveries", empty: "No deliveries yet", emptyHelp: "They show here as soon as the bills are chosen.", none: "No deliveries like this", noneHelp: "Try another state.",
		columns: { bill: "Bill", consumer: "Consumer", where: "Where to", state: "State", page: "Page", amount: "Amount", why: "What went wrong" }, copy: "Copy", pageOf: (p: number, of: number) => of > 1 ? `${n(p)}–${n(p + of - 1)}` : n(p), again: "Send by e-mail…", openBill: "Open the bill as PDF", account: (no: string) => `Account ${no}`,
	},
	deliveryStates: { waiting: "Waiting", printed: "Printed", queued: "On its way", accepted: "Accepted", failed: "Failed", cancelled: "Stopped" } as Record<string, string>,
	post: { title: "Handed to the post", text: (k: number) => `${bills(k)} of this batch were handed to the post on:`, date: "Date", dateNeeded: "Say on which day", do: "Mark as posted", busy: "Saving…", done: "Marked as posted" },
	mail: { title: (no: string) => `Send bill ${no}`, to: "To", help: "Left empty: the consumer's own address", bad: "This is not an e-mail address", do: "Send bill", busy: "Sending…", done: (to: string) => `On its way to ${to}`, problem: "Sending the bill" },
	of: { title: "Delivery", what: "Deliveries of this bill", none: "Not printed or sent yet", open: "Open PDF", email: "Send by e-mail…", printed: (page: number) => `Printed, page ${n(page)}`, see: "Batch" },
	templates: {
		title: "Bill templates", lead: "The words and the look of bills beside their figures. The letterhead is that of the office.", what: "Templates", new: "New template", first: "Standard", name: "Name", isDefault: "Default", makeDefault: "Use for all bills unless another one is chosen", needName: "Give it a name",
		message: "Message", messageHelp: "In a box above the payment terms, for what is new this month", how: "How to pay", terms: "Terms", termsHelp: "After what the tariff says of late fees", footer: "Foot line", accent: "Colour", accentHelp: "Dark enough to be read on white paper", accentBad: "A colour is # and six of 0-9 and a-f",
		shown: "What is shown", history: "Use over the last periods, as bars", slip: "Remittance slip", qr: "QR code on the slip", barcode: "Code 128 on the slip", barcodeHelp: "For scanners that read no QR codes",
		sample: "Sample", sampleAlt: "A bill with made-up figures in this template", kinds: { plain: "Ordinary", estimated: "Estimated", long: "Long" } as Record<string, string>, kind: "Which bill", pdf: "Sample as PDF", sampling: "Drawing the sample…", sampleFailed: "The sample could not be drawn",
		save: "Save template", saving: "Saving…", saved: (name: string) => `${name} is saved`, discard: "Discard changes", remove: "Delete template…", removeTitle: (name: string) => `Delete ${name}?`, removeText: "Bills that were printed with it keep their look. This cannot be undone.", removeDo: "Delete template", removing: "Deleting…", removed: (name: string) => `${name} is deleted`, problem: "Saving the template",
		choose: "Template", unsaved: "Not saved yet", letterhead: "Change the letterhead",
	},
};
