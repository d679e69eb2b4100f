/* docs stub */
export function docs(api, files) { return `<!doctype html><html lang="en"><title>API</title><link rel="stylesheet" href="${files.css}"><p>${api.info.title}</p>`; }
