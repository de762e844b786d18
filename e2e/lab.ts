import { expect, type BrowserContext, type Locator, type Page } from '@playwright/test'

/** Opens a link (what follows the `#`), standing still at the instant that it opens, when all of it is drawn. */
export async function open(page: Page, link: string): Promise<void> {
  // By itself it plays, and how far it gets until it is stopped depends on the machine. Who likes no motion is not played to.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(`/#${link}`)
  await expect(page.locator('[data-machine]').first()).toBeVisible()
  await idle(page)
  await page.emulateMedia({ reducedMotion: null })
}

/**
 * Waits until all that the page shows is there and nothing plays; the start of a large cluster takes longer. What works is tried where
 * somebody stands still, which takes its time where requests hang: who needs it waits for what it says.
 */
export const idle = (page: Page): Promise<void> =>
  expect(page.locator('[data-idle]')).toHaveAttribute('data-idle', /^(true|trying)$/)

export const machine = (page: Page, id: string): Locator => page.locator(`[data-machine="${id}"]`)

/** Selects a machine's card by its title, and presses a button of its toolbar. */
export async function act(page: Page, id: string, action: string): Promise<void> {
  await machine(page, id).getByText(id, { exact: true }).first().click()
  await page
    .getByRole('toolbar', { name: `Actions on ${id}` })
    .getByRole('button', { name: action, exact: true })
    .click()
  await idle(page)
}

/** The worker has simulated the scenario to its end. */
export const simulated = (page: Page): Promise<void> =>
  expect(page.locator('[data-hash]')).toHaveAttribute('data-hash', /^[0-9a-f]{64}$/)

/** Opens a link that was shared, in a page of its own. News go by themselves: it is looked for while the page is loaded. */
export async function openShared(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await Promise.all([expect(page.getByText(/hash of this run matches/)).toBeVisible(), page.goto(url)])
  await idle(page)
  return page
}

/** Does something that makes an entry of the browser's history, and waits until it is there: the address bar follows a little later. */
export async function entering(page: Page, doing: () => Promise<void>): Promise<void> {
  const entries = () => page.evaluate(() => history.length)
  // What was opened is written first.
  await expect(page).toHaveURL(/#z1:/)
  const before = await entries()
  await doing()
  await expect.poll(entries).toBeGreaterThan(before)
  await idle(page)
}
