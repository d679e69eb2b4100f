#include "demo.h"
#include "err.h"

#define WORDS(a) { (a), COUNT(a) }

static const char *const zones[] = {
	"Gandhi Chowk", "Shivaji Nagar", "Station Road", "Lake Town", "Industrial Estate",
};

static const char *const firsts[] = {
	"Aarav", "Vivaan", "Aditya", "Arjun", "Sai", "Rohan", "Ananya", "Diya", "Priya", "Kavya",
	"Sunita", "Rajesh", "Suresh", "Anjali", "Meera", "Vikram", "Sanjay", "Pooja", "Neha",
	"Amit", "Deepak", "Lakshmi", "Ramesh", "Geeta", "Manoj", "Swati", "Nikhil", "Shalini",
	"Farhan", "Ayesha", "Imran", "Joseph", "Harpreet", "Gurdeep", "Ashwini", "Tejas", "Madhuri",
	"Prakash", "Usha",
};

static const char *const lasts[] = {
	"Sharma", "Patil", "Deshpande", "Kulkarni", "Joshi", "Iyer", "Nair", "Reddy", "Gupta",
	"Mehta", "Shah", "Jadhav", "Pawar", "More", "Shinde", "Khan", "Shaikh", "D'Souza", "Singh",
	"Kaur", "Bhosale", "Gaikwad", "Chavan", "Rao", "Menon", "Verma", "Mishra", "Bose", "Kamble",
	"Sawant",
};

static const char *const native_firsts[] = {
	"अनिता", "सुनील", "राजेश", "मीना", "प्रकाश", "सविता", "गणेश", "शोभा", "विजय", "ज्योती",
	"महेश", "कविता", "संतोष", "रेखा", "दत्तात्रय",
};

static const char *const native_lasts[] = {
	"देशपांडे", "पाटील", "कुलकर्णी", "जोशी", "जाधव", "शिंदे", "पवार", "मोरे", "गायकवाड",
	"भोसले", "कांबळे", "चव्हाण",
};

static const char *const streets[] = {
	"MG Road", "Station Road", "Tilak Road", "Nehru Marg", "Lakshmi Road", "Temple Street",
	"Lake View Road", "Shivaji Path", "Market Yard Lane", "College Road", "Gandhi Chowk",
	"Subhash Nagar", "Ganesh Peth", "Canal Road", "Airport Road", "Bypass Road", "Azad Lane",
	"Mill Compound Road",
};

static const char *const native_streets[] = {
	"महात्मा गांधी मार्ग", "टिळक रस्ता", "लक्ष्मी रस्ता", "गणेश पेठ", "शिवाजी पथ",
	"मंदिर गल्ली",
};

static const char *const firms[] = {
	"Suryanagar Sahakari Sakhar Karkhana", "Sahyadri Textiles Pvt. Ltd.",
	"Lakshmi Cold Storage", "Hotel Annapurna", "Deccan Castings Pvt. Ltd.",
	"City Civil Hospital", "Ganesh Flour Mill", "Modern High School", "Shree Medical Stores",
	"Bharat Electricals", "Sai Krupa Apartments CHS", "Royal Sweets", "Lake View Banquet Hall",
	"Om Auto Works", "Mahalaxmi Jewellers", "Suryanagar Nagar Parishad", "Pooja Beauty Parlour",
	"Janata Bakery",
};

static const char *const trades[] = {
	"Traders", "General Stores", "Clinic", "Enterprises", "Tailors", "Classes", "Motors",
	"& Sons",
};

static const char *const segments[] = { "Solar", "Below poverty line", "High tension" };
static const char *const brands[] = { "rupay", "visa", "mastercard" };

const struct profile suryanagar = {
	.code = "suryanagar", .name = "Suryanagar Electricity", .currency = "INR",
	.zone = "Asia/Kolkata", .locale = "en-IN", .utility = "electric", .city = "Suryanagar",
	.region = "Maharashtra", .unit = "kWh",
	.support = "Call the service desk on 020 5550 0104, 9:30 to 17:30",
	.letterhead = "Suryanagar Electricity · सूर्यनगर विद्युत\n1 Tilak Road, Suryanagar 411901\n"
	    "seva@suryanagar.example · 020 5550 0100",
	.account_prefix = "SE", .meter_prefix = "E", .postcode_prefix = "4119",
	.phone_format = "020 555-01%02d",
	.payment_cap = INT64_C(500000000), .void_limit = 2500000, .cash_max = 1000000, .note_minor = 10000,
	.step_milli = 1000, .due_days = 15, .tax_bp = 1600, .winter_estimates = 3,
	.season = { 78, 82, 100, 128, 150, 132, 104, 98, 100, 96, 82, 76 },
	.carriage_micro = 117000000, .carriage_text = "Wheeling charge", .tax_text = "Electricity duty 16 %",
	.zones = WORDS(zones), .firsts = WORDS(firsts), .lasts = WORDS(lasts),
	.streets = WORDS(streets), .firms = WORDS(firms), .trades = WORDS(trades),
	.segments = WORDS(segments), .brands = WORDS(brands),
	.native_firsts = WORDS(native_firsts), .native_lasts = WORDS(native_lasts),
	.native_streets = WORDS(native_streets),
	.classes = {
		{ "residential", 0, 70000, 340000,
		    { { "Fixed charge, 1 kW", 6000 }, { "Fixed charge, 2 kW", 11000 }, { "Fixed charge, 3 kW", 16000 }, { "Fixed charge, 5 kW", 26000 } },
		    { { 100000, 346000000, "Energy, first 100 kWh" }, { 300000, 743000000, "Energy, 101 to 300 kWh" },
		      { 500000, 1032000000, "Energy, 301 to 500 kWh" }, { 0, 1171000000, "Energy, over 500 kWh" } } },
		{ "commercial", 95, 350000, 2600000,
		    { { "Fixed charge, 10 kW", 47000 }, { "Fixed charge, 20 kW", 94000 } },
		    { { 1000000, 874000000, "Energy, first 1,000 kWh" }, { 0, 1128000000, "Energy, over 1,000 kWh" } } },
		{ "industrial", 20, 14000000, 52000000,
		    { { "Fixed charge, 150 kVA", 7485000 }, { "Fixed charge, 400 kVA", 19960000 } },
		    { { 0, 812000000, "Energy" } } },
	},
	.offers = {
		{ "reconnection", "Reconnection", "service", 4000, 7 },
		{ "turn_on", "New connection visit", "service", 3500, 7 },
		{ "meter_test", "Meter test", "service", 4800, 15 },
		{ "late_fee", "Delayed payment charge", "late_fee", 2500, 7 },
		{ "returned", "Returned cheque", "service", 5000, 7 },
	},
	.staff = {
		{ "Cashier", "cashier", "Sneha Kulkarni" },
		{ "Cashier", "cashier.station", "Abdul Shaikh" },
		{ "Customer Executive", "customer-executive", "Rahul Deshmukh" },
		{ "Recovery Executive", "recovery-executive", "Vandana Rao" },
		{ "Billing Manager", "billing-manager", "Mohan Iyer" },
		{ "Billing Specialist", "billing-specialist", "Kavita Joshi" },
		{ "Utility Administrator", "utility-administrator", "Anil Gokhale" },
		{ "CSO Manager", "cso-manager", "Fatima Merchant" },
		{ "CSO Agent", "cso-agent", "Ajay Pawar" },
		{ "CSO Admin", "cso-admin", "Leela Nair" },
	},
	.staff_count = 10,
};
