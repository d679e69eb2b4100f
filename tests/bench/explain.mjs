export async function explainAll() { return { faults: [] }; }
