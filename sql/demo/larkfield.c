#include "demo.h"
#include "err.h"

#define WORDS(a) { (a), COUNT(a) }
#define SERVICE(size) "Service charge, " size " in. meter"

static const char *const zones[] = {
	"Old Town", "North Side", "Mill District", "Riverside", "Hillcrest", "Harbor",
};

static const char *const firsts[] = {
	"James", "Mary", "Robert", "Patricia", "John", "Jennifer", "Michael", "Linda", "David",
	"Elizabeth", "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas",
	"Sarah", "Carlos", "Karen", "Daniel", "Lisa", "Matthew", "Nancy", "Anthony", "Betty",
	"Mark", "Sandra", "Donald", "Ashley", "Steven", "Kimberly", "Andrew", "Emily", "Paul",
	"Donna", "Joshua", "Michelle", "Kenneth", "Carol", "Kevin", "Amanda", "Brian", "Melissa",
	"Luis", "Deborah", "Ronald", "Stephanie", "Timothy", "Rebecca", "Jason", "Laura", "Jeffrey",
	"Helen", "Ryan", "Sharon", "Jacob", "Cynthia", "Gary", "Kathleen", "Nicholas", "Amy",
	"Eric", "Angela", "Jonathan", "Shirley", "Miguel", "Brenda", "Larry", "Emma", "Justin",
	"Anna", "Scott", "Pamela", "Brandon", "Nicole", "Wei", "Samantha", "Gregory", "Katherine",
	"Samuel", "Christine", "José", "Rosa", "Patrick", "Carmen", "Zoë", "Renée", "Dmitri",
	"Aisha",
};

static const char *const lasts[] = {
	"Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez",
	"Martinez", "Hernandez", "Lopez", "Gonzalez", "Wilson", "Anderson", "Thomas", "Taylor",
	"Moore", "Jackson", "Martin", "Lee", "Perez", "Thompson", "White", "Harris", "Sanchez",
	"Clark", "Ramirez", "Lewis", "Robinson", "Walker", "Young", "Allen", "King", "Wright",
	"Scott", "Torres", "Nguyen", "Hill", "Flores", "Green", "Adams", "Nelson", "Baker", "Hall",
	"Rivera", "Campbell", "Mitchell", "Carter", "Roberts", "Gomez", "Phillips", "Evans",
	"Turner", "Diaz", "Parker", "Cruz", "Edwards", "Collins", "Reyes", "Stewart", "Morris",
	"Morales", "Murphy", "Cook", "Rogers", "Gutierrez", "Ortiz", "Morgan", "Cooper", "Peterson",
	"Bailey", "Reed", "Kelly", "Howard", "Ramos", "Kim", "Cox", "Ward", "Richardson", "Watson",
	"Brooks", "Chavez", "Wood", "Bennett", "Gray", "Mendoza", "Ruiz", "Hughes", "Price",
	"Alvarez", "Castillo", "Sanders", "Patel", "Myers", "Long", "Ross", "Foster", "Delgado",
	"O'Brien", "Kowalski", "Müller", "Van Dyke", "St. Clair",
};

static const char *const streets[] = {
	"Maple Street", "Oak Street", "Elm Street", "Cedar Avenue", "Pine Street",
	"Washington Avenue", "Main Street", "Mill Road", "Church Street", "Park Avenue",
	"River Road", "Prospect Street", "Highland Avenue", "Lincoln Street", "Walnut Street",
	"Chestnut Street", "Franklin Street", "Water Street", "Bridge Street", "Orchard Lane",
	"Meadow Lane", "Hillside Drive", "Sunset Drive", "Lakeview Drive", "Forest Avenue",
	"Spruce Street", "Birch Lane", "Jefferson Street", "Madison Avenue", "Jackson Street",
	"Center Street", "School Street", "Spring Street", "Union Street", "Grove Street",
	"Pleasant Street", "Summit Avenue", "Canal Street", "Ferry Street", "Foundry Lane",
	"Quarry Road", "Tannery Row", "Harbor Street", "Dock Street", "Fisher Lane",
	"Kingsley Road", "Larch Court", "Willow Bend", "Heron Way", "Cooper Lane",
};

static const char *const firms[] = {
	"Larkfield General Hospital", "Riverbend Bottling Co.", "Harbor Street Laundry",
	"Mill Pond Apartments LLC", "Hillcrest Nursing Home", "Old Town Brewing Co.",
	"Larkfield Central School District", "Foundry Lane Lofts LLC", "Northside Car Wash",
	"Quarry Road Concrete Inc.", "Blue Heron Inn", "Tannery Row Properties", "Lakeview Motel",
	"Maple Leaf Bakery", "Corner Diner", "Fisher & Sons Seafood", "Golden Wok Restaurant",
	"Larkfield Community College", "St. Brendan's Church", "Union Street Dental",
	"Ferry Street Gym", "Sunrise Daycare Center", "Cooper Lane Veterinary Clinic",
	"Larkfield Public Library", "Pleasant Street Market", "Harbor Marina Inc.",
	"Spruce Street Salon", "Evergreen Landscaping", "Summit Dairy Products Inc.",
	"Canal Street Textiles Inc.", "Depot Hardware", "Bridge Street Pizza", "Larkfield Ice Rink",
	"Meadow Lane Greenhouses", "Park Avenue Realty LLC", "Jefferson Fuel Stop",
	"Valley Feed & Seed", "Birch Lane Montessori", "Elm Street Florist",
	"Downtown Parking Authority",
};

static const char *const trades[] = {
	"Auto Repair", "Dental Care", "Bakery", "Law Office", "Hardware", "Plumbing & Heating",
	"Hair Salon", "Café", "Pharmacy", "Insurance", "Rentals LLC", "Electric", "Cleaners",
	"Grill",
};

static const char *const segments[] = { "Seniors", "Paperless", "Landlords", "Key accounts" };
static const char *const brands[] = { "visa", "mastercard", "amex", "discover" };

const struct profile larkfield = {
	.code = "larkfield", .name = "Larkfield Water", .currency = "USD", .zone = "America/New_York",
	.locale = "en-US", .utility = "water", .city = "Larkfield", .region = "NY", .unit = "kgal",
	.support = "Ask Grace Okafor in the office, room 12, or call (518) 555-0104",
	.letterhead = "Larkfield Water\n210 Canal Street, Larkfield, NY 12190\nbilling@larkfield.example"
	    " · (518) 555-0100",
	.account_prefix = "LW-", .meter_prefix = "W", .postcode_prefix = "121",
	.phone_format = "(518) 555-01%02d",
	.payment_cap = 5000000, .void_limit = 100000, .cash_max = 30000, .note_minor = 500,
	.step_milli = 10, .due_days = 18, .winter_estimates = 8,
	.season = { 88, 86, 90, 95, 108, 125, 140, 138, 118, 98, 90, 88 },
	.fee_text = "Stormwater fee", .fee_minor = 350,
	.zones = WORDS(zones), .firsts = WORDS(firsts), .lasts = WORDS(lasts),
	.streets = WORDS(streets), .firms = WORDS(firms), .trades = WORDS(trades),
	.segments = WORDS(segments), .brands = WORDS(brands),
	.classes = {
		{ "residential", 0, 2200, 8200,
		    { { SERVICE("5/8"), 1420 }, { SERVICE("3/4"), 1860 }, { SERVICE("1"), 2740 } },
		    { { 4000, 485000000, "Water, first 4 kgal" }, { 12000, 640000000, "Water, 4 to 12 kgal" },
		      { 0, 895000000, "Water, over 12 kgal" } } },
		{ "commercial", 82, 9000, 70000,
		    { { SERVICE("1"), 2740 }, { SERVICE("1 1/2"), 4875 }, { SERVICE("2"), 7990 } },
		    { { 25000, 560000000, "Water, first 25 kgal" }, { 0, 615000000, "Water, over 25 kgal" } } },
		{ "industrial", 6, 400000, 1900000,
		    { { SERVICE("4"), 21200 }, { SERVICE("6"), 43600 } },
		    { { 500000, 520000000, "Water, first 500 kgal" }, { 0, 455000000, "Water, over 500 kgal" } } },
	},
	.offers = {
		{ "reconnection", "Reconnection", "service", 4500, 14 },
		{ "turn_on", "Turn-on of service", "service", 3000, 14 },
		{ "meter_test", "Meter test", "service", 6000, 30 },
		{ "late_fee", "Late fee", "late_fee", 1000, 14 },
		{ "returned", "Returned payment", "service", 2500, 14 },
	},
	.staff = {
		{ "Cashier", "cashier", "Dolores Whitaker" },
		{ "Cashier", "cashier.harbor", "Marcus Boyd" },
		{ "Cashier", "cashier.evening", "Priscilla Chen" },
		{ "Customer Executive", "customer-executive", "Angela Moretti" },
		{ "Recovery Executive", "recovery-executive", "Curtis Holloway" },
		{ "Billing Manager", "billing-manager", "Eleanor Vance" },
		{ "Billing Specialist", "billing-specialist", "Tobias Reinhardt" },
		{ "Utility Administrator", "utility-administrator", "Grace Okafor" },
		{ "CSO Manager", "cso-manager", "Harold Jimenez" },
		{ "CSO Agent", "cso-agent", "Brittany Sloan" },
		{ "CSO Admin", "cso-admin", "Vincent Marsh" },
	},
	.staff_count = 11,
};
