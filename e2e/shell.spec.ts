import { expect, test, type Page } from '@playwright/test'
import { act, entering, idle, machine, open } from './lab'

const title = (page: Page) => page.getByRole('button', { name: /^Scenario:/ })

test('drawers: one at a time, closed by the icon again or by Escape, and the focus stays', async ({ page }) => {
  await open(page, 'ha-master-fails')
  const rail = page.getByRole('navigation', { name: 'Drawers' })
  const drawer = (name: string) => page.getByRole('complementary', { name, exact: true })
  await expect(drawer('Faults')).toBeVisible()
  await rail.getByRole('button', { name: /^Cluster/ }).click()
  await expect(drawer('Cluster')).toBeVisible()
  await expect(drawer('Faults')).toHaveCount(0)
  await drawer('Cluster').getByLabel('Workers').focus()
  await page.keyboard.press('Escape')
  await expect(drawer('Cluster')).toHaveCount(0)
  await expect(rail.getByRole('button', { name: /^Cluster/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(drawer('Cluster')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(drawer('Cluster')).toHaveCount(0)
})

test('the gallery opens a scenario at its point, by keyboard alone; the browser goes back and forward', async ({
  page
}) => {
  await open(page, 'ha-master-fails')
  await page.keyboard.press('g')
  const gallery = page.getByRole('dialog', { name: 'Scenarios' })
  await expect(gallery.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type('worker single')
  await entering(page, async () => {
    await page.keyboard.press('Enter')
    await expect(title(page)).toHaveAccessibleName(/Single: a worker fails/)
    // It plays by itself.
    await page.getByRole('button', { name: 'Pause' }).click()
  })
  await expect(page.getByRole('timer', { name: 'Simulated time' })).toContainText(/s before the fault|after the fault/)
  await page.goBack()
  await expect(title(page)).toHaveAccessibleName(/HA: a master fails/)
  await idle(page)
  await page.goForward()
  await expect(title(page)).toHaveAccessibleName(/Single: a worker fails/)
})

test('an edited fault is a branch of its own: the others stay, and back goes to what was before', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await entering(page, () => act(page, 'worker-1', 'Crash'))
  const branch = page.getByRole('combobox', { name: 'Branch' })
  await expect(branch.locator('option')).toHaveCount(2)
  const field = page.getByRole('textbox', { name: 'Fault 2' })
  await entering(page, async () => {
    await field.fill('11s crash worker-2')
    await field.press('Enter')
    await expect(branch.locator('option')).toHaveCount(3)
  })
  await expect(machine(page, 'worker-1')).toContainText('crashed')
  await page.goBack()
  await expect(page.getByRole('textbox', { name: 'Fault 2' })).toHaveValue('10s crash master-1')
  await idle(page)
  await expect(branch.locator('option')).toHaveCount(3)
})

test('keys K, R and C do to what has the focus what the toolbar would', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await page.locator('[data-nav="worker-2"]').focus()
  await page.keyboard.press('c')
  await idle(page)
  await expect(machine(page, 'worker-2')).toContainText('crashed')
  await page.locator('[data-nav="worker-2"]').focus()
  await page.keyboard.press('r')
  await idle(page)
  await expect(machine(page, 'worker-2')).not.toContainText('crashed')
})

for (const [masters, workers, zones] of [
  [1, 1, 0],
  [7, 12, 3],
  [3, 60, 3],
  [3, 150, 2]
] as const) {
  test(`${masters} masters, ${workers} workers, ${zones} zones are drawn, and no text is cut`, async ({ page }) => {
    await open(page, 'ha-master-fails')
    await page.getByRole('radiogroup', { name: 'Masters' }).getByText(String(masters), { exact: true }).click()
    await idle(page)
    for (const [name, value] of [
      ['Zones', zones],
      ['Workers', workers]
    ] as const) {
      const field = page.getByRole('complementary', { name: 'Faults' }).getByLabel(name, { exact: true })
      if ((await field.inputValue()) === String(value)) continue
      await field.fill(String(value))
      await field.press('Enter')
      await idle(page)
    }
    await expect(page.locator('.topology [data-machine^="master-"]')).toHaveCount(masters)
    const cut = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          '.topology .machine, .topology .chip, .topology .tag, .topology .server'
        )
      ]
        .filter((element) => element.scrollWidth > element.clientWidth + 1)
        .map((element) => element.innerText)
    )
    expect(cut).toEqual([])
  })
}
