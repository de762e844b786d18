import { expect, test, type Page } from '@playwright/test'
import { idle, open } from './lab'

const terminalOf = (page: Page) => page.getByRole('group', { name: 'Terminal' })
/** What stands on the screen, without what is announced to screen readers: an announcement outlives a cleared screen. */
const screenOf = (page: Page) => terminalOf(page).getByRole('list')

async function openTerminal(page: Page, scenario: string): Promise<void> {
  await open(page, scenario)
  await page.getByRole('tab', { name: 'Terminal' }).click()
  await expect(terminalOf(page).getByRole('textbox', { name: 'Terminal input' })).toBeFocused()
}

test('a runbook is pasted: a here-document, pipes, and a machine’s own tools', async ({ page }) => {
  await openTerminal(page, 'ha-worker-fails')
  const terminal = terminalOf(page)
  await page.keyboard.type(
    'kubectl apply -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: runbook\nEOF\n'
  )
  await expect(terminal).toContainText('configmap/runbook created')
  await idle(page)
  await page.keyboard.type('kubectl get nodes | grep -c Ready\n')
  await expect(terminal).toContainText(/grep -c Ready\s*6/)
  await page.keyboard.type('ssh worker-1\n')
  await expect(terminal).toContainText('root@worker-1:~#')
  await page.keyboard.type('systemctl is-active kubelet\n')
  await expect(terminal).toContainText(/kubelet\s*active/)
  await page.keyboard.type('exit\n')
  await expect(terminal).toContainText('logout')
})

test('Tab completes, arrows bring lines back, Ctrl-L clears, and an empty line lets the keyboard out', async ({
  page
}) => {
  await openTerminal(page, 'single-worker-fails')
  const screen = screenOf(page)
  await page.keyboard.type('kubectl desc')
  await page.keyboard.press('Tab')
  await expect(screen).toContainText('kubectl describe')
  await page.keyboard.type('nodes worker-')
  await page.keyboard.press('Tab')
  await expect(screen).toContainText('kubectl describe nodes worker-')
  await page.keyboard.press('Control+u')
  await page.keyboard.type('echo remembered\n')
  await expect(screen).toContainText(/remembered\s+remembered|echo remembered\s*remembered/)
  await page.keyboard.press('Control+l')
  await expect(screen).not.toContainText('remembered')
  await page.keyboard.press('ArrowUp')
  await expect(screen).toContainText('echo remembered')
  await page.keyboard.press('Control+u')
  await page.keyboard.press('Tab')
  await expect(terminalOf(page).getByRole('textbox', { name: 'Terminal input' })).not.toBeFocused()
})

test('vi on a machine opens the editor of the page, and what is saved lies there', async ({ page }) => {
  await openTerminal(page, 'single-worker-fails')
  const input = terminalOf(page).getByRole('textbox', { name: 'Terminal input' })
  await input.focus()
  await page.keyboard.type('ssh master-1\n')
  await expect(terminalOf(page)).toContainText('root@master-1:~#')
  await page.keyboard.type('vi /etc/kubernetes/manifests/kube-scheduler.yaml\n')
  const editor = page.getByRole('dialog', { name: 'Edit .kube-scheduler.yaml.swp' })
  const text = editor.getByRole('textbox')
  await expect(text).toContainText('name: kube-scheduler')
  await text.fill(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: changed}\nspec: {containers: [{name: a, image: nginx}]}\n'
  )
  await editor.getByRole('button', { name: 'Save and go on' }).click()
  await expect(terminalOf(page)).toContainText(
    'cp .kube-scheduler.yaml.swp /etc/kubernetes/manifests/kube-scheduler.yaml'
  )
  await page.keyboard.type('grep changed /etc/kubernetes/manifests/kube-scheduler.yaml\n')
  await expect(terminalOf(page)).toContainText(/kube-scheduler\.yaml\s*name: changed/)
})

test('a file is written in the editor, which marks what is wrong, and applied', async ({ page }) => {
  await openTerminal(page, 'single-worker-fails')
  const files = page.getByRole('region', { name: 'Files' })
  await files.getByRole('button', { name: 'New file' }).click()
  const editor = page.getByRole('dialog', { name: 'Edit new.yaml' })
  await editor
    .getByRole('textbox', { name: 'Text of new.yaml' })
    .fill('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  nam: a\n')
  await expect(editor.getByRole('status', { name: 'What is wrong' })).toContainText('unknown field "metadata.nam"')
  await editor
    .getByRole('textbox', { name: 'Text of new.yaml' })
    .fill('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n')
  await expect(editor.getByRole('status', { name: 'What is wrong' })).toContainText('nothing wrong')
  await editor.getByRole('button', { name: 'Save and apply' }).click()
  await expect(terminalOf(page)).toContainText('configmap/a created')
  await expect(files.getByRole('button', { name: 'Edit new.yaml' })).toBeVisible()
})
