import { expect, test } from '@playwright/test'

test('a chapter is guessed about and then seen, its figure moves by keyboard, and a link brings others to it with a fault', async ({
  page,
  context
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/learn.html#ha-master-fails')
  const figure = page.getByRole('figure', { name: 'Fig. 12.1' })
  const playhead = figure.getByRole('slider', { name: 'Playhead' })
  await expect(playhead).toHaveAttribute('aria-valuetext', /5\.3\ss after the fault$/)
  await expect(figure).toContainText('Guess first')

  const asked = page.getByRole('region', { name: 'Predict first' }).first()
  await asked.getByRole('radio', { name: 'a little' }).check({ force: true })
  await asked.getByRole('radio', { name: 'mostly' }).check({ force: true })
  await asked.getByRole('button', { name: 'Guess' }).click()
  // The run answers: what was right, and what was not.
  await expect(asked).toContainText('of 3 right')
  await expect(asked.locator('label[data-answer=wrong]')).toContainText('a little')
  await expect(asked.locator('label[data-answer=right]')).toHaveCount(2)
  await expect(figure.getByRole('button', { name: 'Why?' })).toBeVisible()

  await playhead.focus()
  await page.keyboard.press('ArrowRight')
  await expect(playhead).toHaveAttribute('aria-valuetext', /5\.4\ss after the fault/)
  await page.keyboard.press('Home')
  await expect(playhead).toHaveAttribute('aria-valuetext', /−1\.0\ss, before the fault/)
  await page.keyboard.press('Space')
  await expect(figure.getByRole('button', { name: 'Pause' })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(figure.getByRole('button', { name: 'Play' })).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('.')
  await expect(playhead).toHaveAttribute('aria-valuetext', /0\.0\ss after the fault/)

  await figure.getByRole('button', { name: 'Share or embed' }).click()
  const share = figure.getByRole('group', { name: 'Share this figure' })
  await share.getByLabel('And then happens').selectOption('crash worker-2')
  const link = await share.getByLabel('The link').inputValue()
  const iframe = await share.getByLabel('The iframe').inputValue()
  await page.close()

  const pupil = await context.newPage()
  await pupil.goto(link)
  const same = pupil.getByRole('figure', { name: 'Fig. 12.1' })
  await expect(same).toContainText('on a branch')
  await expect(same.getByRole('img', { name: /master-1, worker-2 are down/ })).toBeVisible()
  await pupil.close()

  const blog = await context.newPage()
  await blog.setContent(`<h1>A blog</h1>${iframe}`)
  const embedded = blog.frameLocator('iframe')
  await expect(embedded.getByRole('img', { name: /master-1, worker-2 are down/ })).toBeVisible()
  await expect(embedded.getByRole('link', { name: 'Open in the lab' })).toBeVisible()
})

test.describe('without a network', () => {
  test.use({ serviceWorkers: 'allow' })

  test('lab, decisions and book open, and a drill is ticked by what is typed', async ({ page, context }) => {
    await page.goto('/learn.html')
    // The whole build is kept, once the page is idle.
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => !!found?.active)))
      .toBe(true)
    await page.close()
    await context.setOffline(true)

    const lab = await context.newPage()
    await lab.goto('/')
    await expect(lab.locator('[data-machine]').first()).toBeVisible()
    await lab.close()
    const decide = await context.newPage()
    await decide.goto('/decide.html')
    await expect(decide.getByRole('heading', { level: 1 })).toBeVisible()
    await decide.close()

    const learn = await context.newPage()
    await learn.goto('/learn.html#drills/exercise-1')
    const tasks = learn.getByRole('region', { name: 'Tasks' })
    const open = tasks.getByRole('img', { name: 'not done' })
    await expect(open.first()).toBeVisible()
    const before = await open.count()
    const line = learn.getByRole('textbox', { name: 'A line for the terminal' })
    await line.fill('kubectl get pods -n kube-system -l component=kube-apiserver')
    await line.press('Enter')
    await expect(learn.getByRole('log', { name: 'What was printed' })).toContainText('kube-apiserver-master-1')
    await expect(tasks.getByRole('img', { name: 'done', exact: true })).not.toHaveCount(0)
    expect(await open.count()).toBeLessThan(before)
  })
})
