import { defineConfig } from '@playwright/test'

/** `scripts/find-browser.mjs` puts the path of a browser here when Playwright's own is not installed. */
const executablePath = process.env.FAILOVER_LAB_BROWSER

export default defineConfig({
  testDir: 'e2e',
  // A slow or busy machine is no failure.
  timeout: 480_000,
  expect: { timeout: 120_000 },
  workers: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: 'list',
  use: {
    baseURL: 'http://127.0.0.1:4173',
    // Files that are kept for later would be fetched beside what is tested; the journey without a network allows it.
    serviceWorkers: 'block',
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      // Root in a container has no user namespaces; the other flags keep the browser from calling home.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync'
      ]
    }
  },
  webServer: {
    command: 'npx vite preview --host 127.0.0.1 --port 4173 --strictPort',
    url: 'http://127.0.0.1:4173',
    reuseExistingServer: false
  }
})
