import { expect, test, type Page } from '@playwright/test'
import { act, idle, machine, open, openShared, simulated } from './lab'

const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' })
async function press(page: Page, key: 'Home' | 'End'): Promise<void> {
  await playhead(page).focus()
  await page.keyboard.press(key)
  await idle(page)
}
/** Presses Share, and opens the link in a page of its own. */
async function shared(page: Page): Promise<Page> {
  await page.getByRole('button', { name: 'Share link' }).click()
  await idle(page)
  return openShared(page.context(), page.url())
}

test('there is no end: what is done after the suggested length has its effect', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await simulated(page)
  await press(page, 'End')
  await expect(machine(page, 'master-1')).toContainText('crashed')
  await act(page, 'master-1', 'Restart')
  await expect(machine(page, 'master-1')).not.toContainText('crashed')
  await simulated(page)
  await press(page, 'End')
  await expect(machine(page, 'master-1')).toContainText('ready')
  expect(Number(await playhead(page).getAttribute('aria-valuenow'))).toBeGreaterThan(150)
  // And playing goes on from the end, too.
  const before = Number(await playhead(page).getAttribute('aria-valuenow'))
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('10')
  await page.getByRole('group', { name: 'Playback' }).getByRole('button', { name: 'Play' }).click()
  await expect.poll(async () => Number(await playhead(page).getAttribute('aria-valuenow'))).toBeGreaterThan(before + 3)
  await page.getByRole('group', { name: 'Playback' }).getByRole('button', { name: 'Pause' }).click()
  await idle(page)
})

test('what is seen is what is sent: link, faults and picture are of the branch that is shown', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await press(page, 'Home')
  await act(page, 'worker-1', 'Crash')
  const faults = page.getByRole('textbox', { name: /^Fault \d/ })
  await expect(faults).toHaveCount(2)
  const branch = page.getByRole('combobox', { name: 'Branch' })
  await branch.selectOption({ label: 'as it was' })
  await idle(page)
  await expect(machine(page, 'worker-1')).not.toContainText('crashed')
  await expect(faults).toHaveCount(1)
  const other = await shared(page)
  await expect(machine(other, 'worker-1')).not.toContainText('crashed')
  await expect(other.getByRole('textbox', { name: /^Fault \d/ })).toHaveCount(1)
  await other.close()

  await page.getByRole('button', { name: 'Back to the branch before' }).click()
  await idle(page)
  await expect(machine(page, 'worker-1')).toContainText('crashed')
  await expect(faults).toHaveCount(2)
  const again = await shared(page)
  await expect(machine(again, 'worker-1')).toContainText('crashed')
  await again.close()

  await page.getByRole('button', { name: 'Delete this branch' }).click()
  await idle(page)
  await expect(machine(page, 'worker-1')).not.toContainText('crashed')
  await expect(branch.locator('option')).toHaveCount(1)
})

test('the suggestion takes the place of the fault that was planned', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await press(page, 'Home')
  const suggestion = page.getByRole('button', { name: /Crash the leader/ })
  await suggestion.click()
  await page.getByRole('group', { name: 'Playback' }).getByRole('button', { name: 'Pause' }).click()
  await idle(page)
  const faults = page.getByRole('textbox', { name: /^Fault \d/ })
  await expect(faults).toHaveCount(1)
  const [, leader = ''] = /crash (master-\d)/.exec(await faults.inputValue()) ?? []
  await expect(machine(page, leader)).toContainText('crashed')
  await act(page, leader, 'Restart')
  await simulated(page)
  await press(page, 'End')
  for (const id of ['master-1', 'master-2', 'master-3']) await expect(machine(page, id)).not.toContainText('crashed')
})

test('a kubectl line that reads leaves no branch; one that acts does', async ({ page }) => {
  await open(page, 'single-worker-fails')
  await page.getByRole('tab', { name: 'Terminal' }).click()
  const terminal = page.getByRole('group', { name: 'Terminal' })
  await expect(terminal.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
  await page.keyboard.type('kubectl get nodes\n')
  await expect(terminal).toContainText(/worker-1\s+Ready/)
  await idle(page)
  await page.keyboard.type('kubectl scale deployment web --replicas=1\n')
  await expect(terminal).toContainText('deployment.apps/web scaled')
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page.getByRole('combobox', { name: 'Branch' }).locator('option')).toHaveText([
    'as it was',
    /kubectl scale deployment web --replicas=1/
  ])
})
