import { execFileSync } from 'node:child_process'
import { expect, test } from '@playwright/test'

/** The digest that the command line computes in Node. */
function hashInNode(scenario: string): string {
  const json = execFileSync('npx', ['tsx', 'src/cli/main.ts', 'run', scenario, '--json'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024
  })
  return (JSON.parse(json) as { hash: string }).hash
}

for (const scenario of ['ha-master-fails', 'single-master-fails', 'kubectl-run']) {
  test(`${scenario}: the browser computes the trace that Node computes`, async ({ page }) => {
    await page.goto(`/#${scenario}`)
    const root = page.locator('[data-hash]')
    await expect(root).toHaveAttribute('data-hash', /^[0-9a-f]{64}$/)
    await expect(root).toHaveAttribute('data-hash', hashInNode(scenario))
  })
}
