import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { act, idle, open } from './lab'

const screens = [
  { name: 'desktop', viewport: { width: 1440, height: 900 } },
  { name: 'phone', viewport: { width: 390, height: 844 } }
] as const

for (const theme of ['light', 'dark'] as const) {
  for (const { name, viewport } of screens) {
    test(`${theme}, ${name}: axe finds nothing, before and after a crash`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme: theme, viewport, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const findings = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze()
        return violations.flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`)
        )
      }
      await open(page, 'ha-master-fails')
      expect(await findings()).toEqual([])
      if (name === 'phone') await page.getByRole('button', { name: /^Next moment/ }).click()
      else await act(page, 'master-1', 'Crash')
      await idle(page)
      expect(await findings()).toEqual([])
      await page.getByRole('button', { name: /^Scenario:/ }).click()
      await expect(page.getByRole('dialog', { name: 'Scenarios' })).toBeVisible()
      expect(await findings()).toEqual([])
      await context.close()
    })
  }
}
