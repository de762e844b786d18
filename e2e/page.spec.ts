import { expect, test } from '@playwright/test'
import { idle, machine, open } from './lab'

for (const theme of ['light', 'dark'] as const) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844]
  ] as const) {
    test(`${theme}, ${width} wide: nothing scrolls sideways, nothing complains`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme: theme, viewport: { width, height } })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
      await open(page, 'ha-master-fails')
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth
      )
      expect(wider).toBeLessThanOrEqual(0)
      expect(complaints).toEqual([])
      await context.close()
    })
  }
}

test('by keyboard alone: select a machine, crash it, read why', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await page.locator('[data-nav="master-1"]').focus()
  await page.keyboard.press('Enter')
  const toolbar = page.getByRole('toolbar', { name: 'Actions on master-1' })
  await expect(toolbar).toBeVisible()
  const crash = toolbar.getByRole('button', { name: 'Crash', exact: true })
  await crash.focus()
  await page.keyboard.press('Enter')
  await idle(page)
  await expect(machine(page, 'master-1')).toContainText('crashed')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await expect(inspector).toContainText('crash master-1')
  // What was pressed is gone; the keyboard goes on beside it, and back to the machine from its inspector.
  await expect(toolbar.getByRole('button', { name: 'Restart', exact: true })).toBeFocused()
  await inspector.getByRole('button', { name: 'Close the inspector' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-nav="master-1"]')).toBeFocused()
})

test('bad input gets a sentence, and the page keeps what it shows', async ({ page }) => {
  await open(page, 'ha-master-fails')
  const field = page.getByRole('textbox', { name: 'Add a fault' })
  await field.fill('10s explode master-1')
  await field.press('Enter')
  await expect(page.getByText(/'explode' is not a kind of fault/)).toBeVisible()
  await expect(machine(page, 'master-1')).toContainText('ready')
  await page.goto('/#z9:nonsense')
  await page.reload()
  await expect(page.getByRole('alert')).toContainText('codec')
  await expect(machine(page, 'master-1')).toBeVisible()
})

test('every tab opens', async ({ page }) => {
  await open(page, 'ha-master-fails')
  for (const name of ['Sequence', 'Events', 'Terminal', 'Metrics', 'Impact', 'Fidelity', 'Timeline']) {
    await page.getByRole('tab', { name, exact: true }).click()
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByRole('tabpanel')).not.toContainText('stopped at a bug')
  }
})

test('the ledger says how far the simulator agrees with what was recorded', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await page.getByRole('tab', { name: 'Fidelity', exact: true }).click()
  const raft = page.locator('[data-ledger="raft-states"]')
  await expect(raft).toContainText('24 of 24')
  await expect(page.locator('[data-ledger]')).not.toHaveCount(0)
})
