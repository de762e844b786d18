import { expect, test, type Page } from '@playwright/test'
import { idle, open, simulated } from './lab'

const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead' })
const flags = (page: Page) => page.getByRole('group', { name: 'Faults on the timeline' })

test('a crash is read, measured, moved in time and undone by keyboard alone', async ({ page }) => {
  await open(page, 'ha-master-fails')
  await simulated(page)

  // Every lane is a list.
  const etcd = page.getByRole('list', { name: 'etcd', exact: true })
  await expect(etcd.getByRole('listitem')).toHaveText([/master-1 leads/, /no leader for 1\.\d+ s/, /leads, term 2/])
  await expect(page.getByRole('list', { name: 'load balancer' })).toContainText('1 of 3 connections hangs')

  // Groups open down to their processes.
  await page.getByRole('button', { name: /^etcd \d/ }).click()
  await expect(page.getByRole('list', { name: 'master-2', exact: true })).toContainText('follower')
  await page.getByRole('button', { name: /^etcd \d/ }).click()

  // From span to span, with why.
  await playhead(page).focus()
  await page.keyboard.press('Home')
  await idle(page)
  await page.keyboard.press('.')
  await idle(page)
  await expect(page.getByRole('complementary', { name: /hangs|no leader|leads|down|wait/ })).toContainText(
    'crash master-1'
  )
  await page.keyboard.press('Escape')

  // A milestone says what document and recording say.
  await page.getByRole('button', { name: /^etcd leader elected: simulated .* document 5 s, recorded/ }).click()
  await idle(page)
  await expect(page.getByRole('complementary', { name: 'etcd leader elected' })).toContainText('recorded')

  // A stretch is measured from here on.
  await page.keyboard.press('Escape')
  await playhead(page).focus()
  await page.keyboard.press('m')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('m')
  await expect(page.getByRole('complementary', { name: /2 s measured/ })).toContainText('Requests sent in it')

  // Folding is a switch and a key.
  const fold = page.getByRole('switch', { name: 'Fold quiet time' })
  await expect(fold).toBeChecked()
  await playhead(page).focus()
  await page.keyboard.press('f')
  await expect(fold).not.toBeChecked()

  // The fault happens a second later, on a branch; the way it went before is a track with what differs.
  const flag = flags(page).getByRole('button', { name: /^crash master-1/ })
  await flag.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByRole('combobox', { name: 'Branch' }).locator('option')).toHaveCount(2)
  await idle(page)
  await simulated(page)
  await expect(page.getByRole('button', { name: /Show the branch as it was: .*(sooner|later)/ })).toBeVisible()
  await expect(flag).toBeFocused()
  await page.keyboard.press('Delete')
  await expect(flag).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await idle(page)
  await expect(flag).toHaveCount(1)
})

test('a note travels in the link as plain text', async ({ page, context }) => {
  await open(page, 'ha-master-fails')
  await playhead(page).focus()
  await page.keyboard.press('Home')
  await idle(page)
  await page.keyboard.press('n')
  const text = 'here <img src=x onerror=alert(1)> it begins'
  await page.getByRole('textbox', { name: 'Text of the note' }).fill(text)
  await page.getByRole('button', { name: 'Keep' }).click()
  await expect(page.getByRole('button', { name: `Note at −10.0 s: ${text}` })).toBeVisible()
  await page.getByRole('button', { name: 'Share link' }).click()
  await idle(page)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('button', { name: `Note at −10.0 s: ${text}` })).toBeVisible()
  await expect(other.locator('img[src=x]')).toHaveCount(0)
})
