/** Finds a browser for the browser tests, or installs one; `path` is empty for Playwright's own. */
export function findBrowser(): Promise<{ path: string } | { error: string }>
