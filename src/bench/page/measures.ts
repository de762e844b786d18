import type { Browser, Page } from '@playwright/test'
import { cpuOf, readTrace, type Trace } from './trace'

/** One figure beside what it should be. */
export interface Measured {
  readonly what: string
  readonly aim: number
  readonly atMost: boolean
  readonly value: number
}
const atMost = (what: string, aim: number, value: number): Measured => ({ what, aim, atMost: true, value })
const atLeast = (what: string, aim: number, value: number): Measured => ({ what, aim, atMost: false, value })

const idle = (page: Page) => page.locator('[data-idle=true]').waitFor({ state: 'attached', timeout: 120_000 })
/** Simulated to its end, and everything asked is answered. */
async function settled(page: Page): Promise<void> {
  await page.locator('[data-hash]:not([data-hash=""])').waitFor({ state: 'attached', timeout: 120_000 })
  await idle(page)
  await page.waitForTimeout(3_000)
  await idle(page)
}

async function traced(browser: Browser, page: Page, doing: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', '__metadata'] })
  await doing()
  return readTrace((await browser.stopTracing()).toString())
}

/** A page in which functions of this file can run: their compiler gives them names by a helper that pages lack. */
async function open(browser: Browser, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
  const page = await browser.newPage(options)
  await page.addInitScript('globalThis.__name = (named) => named')
  return page
}

/** The cluster stands in the page's first contentful paint, or in the frame after it. */
export async function firstPicture(browser: Browser, origin: string): Promise<Measured[]> {
  const what = 'cluster drawn / first contentful paint, median of 5'
  return [
    atMost(what, 1.05, await drawnAt(browser, origin)),
    atMost(`${what}, a preset`, 1.05, await drawnAt(browser, `${origin}/#single-worker-fails`))
  ]
}

async function drawnAt(browser: Browser, address: string): Promise<number> {
  const ratios: number[] = []
  for (let i = 0; i < 5; i++) {
    const page = await open(browser)
    await page.addInitScript(() => {
      const look = () => {
        const card = document.querySelector('[data-machine="master-1"]')
        if (card && card.getBoundingClientRect().width > 0) performance.mark('cluster drawn')
        else requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    await page.goto(address)
    await page.waitForFunction(() => performance.getEntriesByName('cluster drawn').length > 0)
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0)
    ratios.push(
      await page.evaluate(() => {
        const [drawn] = performance.getEntriesByName('cluster drawn')
        const [paint] = performance.getEntriesByName('first-contentful-paint')
        return drawn!.startTime / paint!.startTime
      })
    )
    await page.close()
  }
  return median(ratios)
}

/** A crash: how soon the worker answers, and how soon after that the page shows it. */
export async function crash(browser: Browser, origin: string): Promise<Measured[]> {
  const page = await open(browser, { reducedMotion: 'reduce' })
  await page.addInitScript(() => {
    // What goes to and comes from the worker is marked; from the answer to a fault on, frames are counted until it can be seen.
    const Real = Worker
    let faults = new Set<number>()
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options)
        this.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number }>) => {
          if (data.type !== 'reply' || !faults.has(data.id)) return
          faults = new Set()
          performance.mark('fault answered')
          let frames = 0
          const look = () => {
            frames++
            if (document.querySelector('[data-machine="master-1"]')?.textContent.includes('crashed'))
              document.documentElement.dataset.frames = String(frames)
            else requestAnimationFrame(look)
          }
          requestAnimationFrame(look)
        })
      }
      override postMessage(message: { type: string; id: number }): void {
        if (message.type === 'fault') {
          faults.add(message.id)
          performance.mark('fault asked')
        }
        super.postMessage(message)
      }
    }
  })
  await page.goto(`${origin}/#ha-master-fails`)
  await settled(page)
  const trace = await traced(browser, page, async () => {
    await page.getByRole('button', { name: 'Crash the leader' }).click()
    await page.locator('html[data-frames]').waitFor({ state: 'attached' })
    await idle(page)
  })
  const frames = Number(await page.locator('html').getAttribute('data-frames'))
  await page.close()
  const cpu = cpuOf(trace.workers, trace.marks.get('fault asked'), trace.marks.get('fault answered'))
  return [
    atMost('frames from the worker’s answer to the crash on the page', 2, frames),
    atMost('ms of the worker’s CPU from the click to its answer', 50, cpu)
  ]
}

/** Playing HA at ten times the speed, and standing still. */
export async function motion(browser: Browser, origin: string): Promise<Measured[]> {
  const page = await open(browser)
  await page.goto(`${origin}/#ha-master-fails`)
  await page.getByRole('button', { name: 'Pause' }).click()
  await settled(page)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('10')
  await page.getByRole('button', { name: 'Play' }).click()
  const playing = await traced(browser, page, () => page.waitForTimeout(5_000))
  await page.getByRole('button', { name: 'Pause' }).click()
  await settled(page)
  const still = await traced(browser, page, () => page.waitForTimeout(3_000))
  await page.close()
  return [
    atMost('share of the main thread while HA plays at 10x', 0.25, cpuOf(playing.main) / playing.length),
    atMost('longest task of it, ms of CPU', 50, Math.max(...playing.main.map(({ cpu }) => cpu))),
    atMost('share of page and worker while nothing moves', 0.02, (cpuOf(still.main) + cpuOf(still.workers)) / 3_000)
  ]
}

/** Frames a second while somebody pans and zooms, with 5,000 workers and with none. */
export async function canvas(browser: Browser, origin: string): Promise<Measured[]> {
  const full = await framesWith(browser, origin, 5_000)
  const empty = await framesWith(browser, origin, 0)
  return [atLeast('frames while panning and zooming 5,000 workers / none', 0.95, full / empty)]
}

interface Frame {
  machines: { id: string; role: string; zone: string }[]
  links: { from: string; to: string }[]
}

/** The picture that comes with the page, with so many copies of its first worker; the simulator does not start. */
async function framesWith(browser: Browser, origin: string, workers: number): Promise<number> {
  const page = await open(browser, { viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  await page.route(/worker-.*\.js$/, (route) => route.abort())
  await page.route(/first-picture-[^/]*\.js$/, async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    const text = /JSON\.parse\(([`'"])([\s\S]*)\1\)/.exec(body)?.[2]
    if (text === undefined) throw new Error('the first picture is not where it was')
    const picture = JSON.parse(text.replace(/\\(['`\\])/g, '$1')) as { opened: { frame: Frame } }
    const { frame } = picture.opened
    const first = frame.machines.find(({ role }) => role === 'worker')!
    const copies = Array.from({ length: workers }, (_, i) => ({ ...first, id: `worker-${i + 1}` }))
    frame.machines = [...frame.machines.filter(({ role }) => role !== 'worker'), ...copies]
    frame.links = frame.links.filter(({ from, to }) => !`${from}${to}`.includes('worker'))
    await route.fulfill({ response, body: `const p=${JSON.stringify(picture)};export{p as default};` })
  })
  await page.goto(origin)
  await page.locator('[data-machine="master-1"]').waitFor()
  await page.waitForTimeout(2_000)
  const box = (await page.locator('.react-flow__pane').boundingBox())!
  await page.mouse.move(box.x + box.width / 2, box.y + 8)
  const frames = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now()
        let count = 0
        const next = () => {
          count++
          if (performance.now() - start < 4_000) requestAnimationFrame(next)
          else resolve((count * 1_000) / (performance.now() - start))
        }
        requestAnimationFrame(next)
      })
  )
  await page.mouse.down()
  for (let i = 0; i < 60; i++) await page.mouse.move(box.x + box.width / 2 + 100 * Math.sin(i / 5), box.y + 8 + i)
  await page.mouse.up()
  for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i % 20 < 10 ? -60 : 60)
  const rate = await frames
  await page.close()
  return rate
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
