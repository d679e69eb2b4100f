/* What generation may find that a person must look at; as the server names it. */
export const exceptionTypes: Record<string, string> = {
	missing_read: "Missing read", estimated: "Estimated too often", high: "High use", low: "Low use", zero: "No use", negative: "Negative use", rollover: "Meter rolled over", meter_swap: "Meter was swapped", no_tariff: "No tariff", inactive_use: "Use on an inactive account", duplicate: "Duplicate read", bad_address: "Bad address", bad_email: "Bad email", refused: "Refused",
};
