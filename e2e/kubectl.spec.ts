import { expect, test } from '@playwright/test'
import { idle, open, simulated } from './lab'

test('kubectl run, message by message: diagram, stage and objects in etcd show the same instant', async ({ page }) => {
  await open(page, 'kubectl-run')
  await simulated(page)
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await page.getByRole('slider', { name: 'Playhead' }).focus()
  await page.keyboard.press('Home')
  await idle(page)
  await page.getByRole('tab', { name: 'Sequence' }).click()
  const next = page.getByRole('button', { name: 'Next message' })
  await expect(next).toBeEnabled()
  const stages = new Set<string>()
  const panel = page.getByRole('tabpanel')
  for (let i = 0; i < 40 && (await next.isEnabled()); i++) {
    await next.click()
    await idle(page)
    const text = await panel.getByRole('status').innerText()
    for (const stage of /Stage ([\d and]+) of/.exec(text)?.[1]?.split(' and ') ?? []) stages.add(stage)
  }
  expect([...stages].sort()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9'])
  const steps = panel.getByRole('group', { name: /Sequence of create a pod/ })
  // All of the document's nineteen messages were found in this run.
  for (let number = 1; number <= 19; number++)
    await expect(steps.getByText(String(number), { exact: true })).toBeVisible()
  await expect(steps.getByText('did not come')).toHaveCount(0)
  await expect(panel.getByText('pods/default/nginx').first()).toBeVisible()
})

test('a typed command asks the API and prints what kubectl prints; a wrong one says what is wrong', async ({
  page
}) => {
  await open(page, 'ha-worker-fails')
  await page.getByRole('tab', { name: 'Terminal' }).click()
  const terminal = page.getByRole('group', { name: 'Terminal' })
  await expect(terminal.getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
  await page.keyboard.type('kubectl get nodes\n')
  await expect(terminal).toContainText(/NAME\s+STATUS\s+ROLES\s+AGE\s+VERSION/)
  await expect(terminal).toContainText(/worker-1\s+Ready/)
  await page.keyboard.type('kubectl get nonsense\n')
  await expect(terminal).toContainText('the server doesn\'t have a resource type "nonsense"')
})
