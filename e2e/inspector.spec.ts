import { expect, test, type Page } from '@playwright/test'
import { idle, open } from './lab'

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' })

test('somebody finds a member by its name, and reads what it does, what it says and hears, and why', async ({
  page
}) => {
  await open(page, 'ha-master-fails')
  await page.keyboard.press('/')
  const field = page.getByRole('combobox', { name: 'Name of a machine, process or object' })
  await field.fill('master-3 etcd')
  await expect(page.getByRole('listbox', { name: 'Found' }).getByRole('option').first()).toContainText('master-3/etcd')
  await field.press('Enter')
  const panel = inspector(page)
  await expect(panel.getByRole('heading', { name: 'master-3/etcd' })).toBeVisible()
  // Before anything fails it follows; the sentence is of this instant.
  await expect(panel.locator('[data-sentence]')).toContainText('Follows etcd-1')
  await expect(panel.getByRole('group', { name: 'Raft logs' })).toContainText('etcd-2')
  for (const tab of ['Log', 'YAML', 'Messages']) {
    await panel.getByRole('tab', { name: tab }).click()
    await expect(panel.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true')
  }
  await expect(
    panel.getByRole('list', { name: 'Messages, the latest first' }).getByRole('listitem').first()
  ).toBeVisible()
  await panel.getByRole('tab', { name: 'Why' }).click()
  await expect(panel.getByRole('heading', { name: /^Why is it/ })).toBeVisible()
})

test('objects stand in a table, and one opens in the inspector', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await page.getByRole('tab', { name: 'Objects' }).click()
  await page.getByRole('combobox', { name: 'Kind' }).selectOption('deployments')
  await page.getByRole('button', { name: 'web', exact: true }).click()
  await expect(inspector(page).locator('[data-sentence]')).toContainText('Has 12 of 12 pods available')
})

test('the export shows what it takes: a report, the faults for Chaos Mesh, an embed that honours its options', async ({
  page
}) => {
  await open(page, 'ha-master-fails')
  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByRole('radio', { name: 'Post-mortem' }).check({ force: true })
  await expect(dialog.getByLabel(/^Preview of ha-master-fails.md/)).toContainText('# Post-mortem: HA: a master fails')
  await dialog.getByRole('radio', { name: 'Chaos Mesh' }).check({ force: true })
  await expect(dialog.getByLabel(/^Preview of .*chaos-mesh/)).toContainText('10s crash master-1')
  await dialog.getByRole('radio', { name: 'Embed' }).check({ force: true })
  await dialog.getByRole('checkbox', { name: 'Topology' }).uncheck()
  const code = (await dialog.getByLabel('Code of the embed').textContent())!
  expect(code).toContain('parts=story,timeline')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  const address = /src="([^"]+)"/.exec(code)![1]!.replaceAll('&amp;', '&')
  await page.goto(address)
  await idle(page)
  await expect(page.locator('[data-part]')).toHaveCount(2)
  await expect(page.locator('[data-part=timeline]')).toBeVisible()
  await page.goto('/embed.html?parts=moon')
  await expect(page.getByRole('alert')).toContainText('Embed, parts: expected some of works')
})
