import { expect, test } from '@playwright/test'
import { act, idle, machine, open, simulated } from './lab'

const topologies = [
  { scenario: 'single-master-fails', machines: ['master-1', 'worker-1', 'worker-2', 'worker-3'] },
  {
    scenario: 'ha-master-fails',
    machines: ['lb', 'master-1', 'master-2', 'master-3', 'worker-1', 'worker-2', 'worker-3']
  }
]

for (const { scenario, machines } of topologies) {
  test(`${scenario}: every machine can be crashed and restarted by clicking`, async ({ page }) => {
    await open(page, scenario)
    for (const id of machines) {
      await act(page, id, 'Crash')
      await expect(machine(page, id)).toContainText('crashed')
      await act(page, id, 'Restart')
      await expect(machine(page, id)).not.toContainText('crashed')
    }
  })
}

test('the first suggestion: crash the leader, and another member leads', async ({ page }) => {
  // Standing still: where it plays, a slow machine comes to the planned fault before the click, and the suggestion goes.
  await open(page, '')
  await page.getByRole('button', { name: /Crash the leader/ }).click()
  await expect(machine(page, 'master-1')).toContainText('crashed')
  await page.getByRole('button', { name: 'Pause' }).click()
  await idle(page)
  await simulated(page)
  await expect(page.locator('[data-milestone="etcd-leader-elected"]').first()).toBeVisible()
  await expect(page.locator('[data-milestone="lb-backend-down"]').first()).toBeVisible()
  await page.getByRole('slider', { name: 'Playhead' }).focus()
  await page.keyboard.press('End')
  await idle(page)
  await expect(machine(page, 'master-1')).toContainText('crashed')
  await expect(
    page.locator('[data-component="master-2/etcd"], [data-component="master-3/etcd"]').getByText(/leader/)
  ).toBeVisible()
})
