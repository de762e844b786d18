import { expect, test, type Page } from '@playwright/test'

const twins = (page: Page) => page.getByRole('region', { name: 'The same bad day, twice' })
const playhead = (page: Page) => page.getByRole('slider', { name: 'Shared playhead' })
const whole = (page: Page) => expect(twins(page).getByRole('table').getByText('The whole run')).toBeVisible()

test('a day of two clusters is held against the document, a side is changed, and its address brings others to the same instant', async ({
  page
}) => {
  await page.goto('/decide.html#day=master-fails&at=0')
  await whole(page)
  // Both clusters are drawn at the instant of the address; what the document says is held against both.
  for (const name of ['1 master', '3 masters'])
    await expect(twins(page).getByRole('article', { name }).getByText('Every request is answered.')).toBeVisible()
  const document = twins(page).getByRole('region', { name: 'The document, line by line' })
  await expect(document.getByRole('listitem')).toHaveCount(4)
  await expect(document.getByText('computing')).toHaveCount(0)
  await twins(page)
    .getByRole('button', { name: /^First difference/ })
    .click()
  await expect(playhead(page)).not.toHaveAttribute('aria-valuenow', '0')
  await playhead(page).focus()
  await page.keyboard.press('End')
  const end = await playhead(page).getAttribute('aria-valuemax')
  await expect(playhead(page)).toHaveAttribute('aria-valuenow', end!)

  // A setting that its component refuses is said; one that it takes makes another side.
  const three = twins(page).getByRole('article', { name: '3 masters' })
  await three.getByText('Change its settings').click()
  const apply = async (flag: string, value: string) => {
    await three.getByRole('textbox', { name: 'Flag' }).fill(flag)
    await three.getByRole('textbox', { name: 'Value' }).fill(value)
    await page.keyboard.press('Enter')
  }
  await apply('no-such-flag', '5')
  await expect(three.getByRole('status').filter({ hasText: 'no-such-flag' })).toBeVisible()
  await apply('etcd-election-timeout-ms', '3000')
  await expect(twins(page).getByRole('article', { name: /election-timeout-ms=3000/ })).toBeVisible()
  await expect(document).toHaveCount(0)
  const shared = page.url()

  // The same address, opened anew, is the same comparison at the same instant.
  await page.goto('about:blank')
  await page.goto(shared)
  await expect(twins(page).getByRole('article', { name: /election-timeout-ms=3000/ })).toBeVisible()
  await expect(playhead(page)).toHaveAttribute('aria-valuenow', end!)
})

const node = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: {} },
  spec: {},
  status: { allocatable: { cpu: '2', memory: '4Gi', pods: '110' } }
})
const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '1500m' } } }] }
}
const cluster = [
  node('blue'),
  node('green'),
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template }
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'default' },
    spec: { minAvailable: 2, selector: { matchLabels: { app: 'web' } } }
  }
]

test('a pasted cluster is told what does not fit and which drain does not end; what is no cluster is told why', async ({
  page
}) => {
  await page.goto('/decide.html#yours')
  const yours = page.getByRole('region', { name: 'Your cluster' })
  const text = yours.getByRole('textbox', { name: 'The output of kubectl' })
  const take = yours.getByRole('button', { name: 'Take what I pasted' })
  await text.fill('NAME   STATUS   ROLES\nblue   Ready    <none>\n')
  await take.click()
  await expect(yours.getByRole('alert')).toContainText('neither JSON nor YAML')

  await text.fill(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: cluster }))
  await take.click()
  await expect(yours.getByRole('table', { name: 'What does not fit' })).toContainText('Insufficient cpu')
  await expect(yours.getByRole('table', { name: 'Drains that do not end' })).toContainText(
    "violate the pod's disruption budget"
  )
  await expect(yours.getByRole('alert')).toHaveCount(0)
  await expect(yours.getByText(', from what was pasted')).toBeVisible()
  // It is of the text as it was.
  await text.fill('{')
  await expect(yours.getByText(/before it was changed/)).toBeVisible()
})
