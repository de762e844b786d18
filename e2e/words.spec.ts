import { expect, test } from '@playwright/test'
import { idle, open } from './lab'

test('the page says what works, what happened and until when, in two languages, and shows its evidence', async ({
  page
}) => {
  await open(page, 'ha-master-fails')
  const works = page.getByRole('region', { name: 'What works right now' })
  const story = page.getByRole('region', { name: 'The story' })
  await expect(works.getByRole('button')).toHaveCount(8)
  // The crash, then the election.
  await page.keyboard.press(']')
  await idle(page)
  await expect(story).toContainText('master-1 loses its power.')
  // Whom the dead master does not swallow is answered: a write waits for the new leader.
  await expect(works.getByRole('button', { name: /^kubectl writes: 2 of 3 since 0\.0 s/ })).toBeVisible()
  await page.keyboard.press(']')
  await idle(page)
  await expect(story).toContainText(/master-\d is the new etcd leader, 1\.\d\d s after the fault/, {
    useInnerText: true
  })
  await expect(works.getByRole('button', { name: /^kubectl reads: 2 of 3 since 0\.0 s/ })).toBeVisible()
  await expect(works.getByRole('button', { name: /^Users’ requests: all, without a gap/ })).toBeVisible()
  await expect(story).toContainText('Nobody schedules or heals yet')
  await expect(page.getByRole('log', { name: 'The story' })).toContainText('is the new etcd leader')

  // A term explains itself to the keyboard, too.
  await story.getByRole('button', { name: 'etcd leader' }).focus()
  await expect(page.getByRole('tooltip').filter({ hasText: 'The one etcd member' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(story.getByRole('button', { name: /leader-elect-lease-duration 15 s/ })).toBeVisible()

  // To the instant when it began, and to the row that proves it.
  const pods = works.getByRole('button', {
    name: /^New pods: (none since 0\.0 s|nobody schedules|no controllers lead)/
  })
  await expect(pods).toBeVisible()
  await pods.click()
  await idle(page)
  await expect(page.getByRole('tab', { name: 'Impact' })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('row', { name: /^New Deployments/ })).toHaveAttribute('aria-current', 'true')

  await page.getByRole('button', { name: /^More/ }).click()
  await page.getByRole('menu').getByText('Deutsch').click()
  await expect(page.getByRole('region', { name: 'Was jetzt funktioniert' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Die Geschichte' })).toContainText(/verliert den Strom|etcd-Leader/)
})
