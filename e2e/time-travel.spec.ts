import { expect, test } from '@playwright/test'
import { act, idle, machine, open, openShared, simulated } from './lab'

test('rewind, act in the past, keep both branches, share, and open the link again', async ({ page, context }) => {
  await open(page, 'ha-master-fails')
  await simulated(page)
  const slider = page.getByRole('slider', { name: 'Playhead' })
  await slider.focus()
  await page.keyboard.press('End')
  await idle(page)
  await expect(machine(page, 'master-1')).toContainText('crashed')
  await slider.focus()
  await page.keyboard.press('Home')
  await idle(page)
  await expect(machine(page, 'master-1')).toContainText('ready')

  await act(page, 'worker-2', 'Crash')
  await expect(machine(page, 'worker-2')).toContainText('crashed')
  const branch = page.getByRole('combobox', { name: 'Branch' })
  await expect(branch.locator('option')).toHaveCount(2)
  await simulated(page)

  await page.getByRole('button', { name: 'Step forward' }).click()
  await idle(page)
  const clock = await page.getByRole('timer', { name: 'Simulated time' }).innerText()
  await page.getByRole('button', { name: 'Share link' }).click()
  await idle(page)
  await expect(page).toHaveURL(/#z1:/)

  const other = await openShared(context, page.url())
  await expect(machine(other, 'worker-2')).toContainText('crashed')
  expect(await other.getByRole('timer', { name: 'Simulated time' }).innerText()).toBe(clock)
})

test('stepping goes one event forward and back to the same instant', async ({ page }) => {
  await open(page, 'ha-master-fails')
  const clock = page.getByRole('timer', { name: 'Simulated time' }).locator('time')
  // From an event on: a playhead between two events has no way back to itself.
  await page.getByRole('button', { name: 'Step forward' }).click()
  await idle(page)
  const before = await clock.innerText()
  // Many events fall on the same millisecond: as many steps as it takes to leave it.
  let steps = 0
  while (steps < 100 && (await clock.innerText()) === before) {
    await page.getByRole('button', { name: 'Step forward' }).click()
    await idle(page)
    steps++
  }
  await expect(clock).not.toHaveText(before)
  for (let i = 0; i < steps; i++) {
    await page.getByRole('button', { name: 'Step back' }).click()
    await idle(page)
  }
  await expect(clock).toHaveText(before)
})
