import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import { findBrowser } from '../../../scripts/find-browser.mjs'
import { canvas, crash, firstPicture, motion, type Measured } from './measures'
import { serve } from './serve'

/** Builds the page, opens it in a browser, and says which of its aims are met: ratios within this one run, and CPU times. */
const folder = process.argv[2] ?? (await built())
const site = await serve(folder)
const found = await findBrowser()
if ('error' in found) throw new Error(found.error)
const browser = await chromium.launch({
  ...(found.path !== '' && { executablePath: found.path }),
  args: ['--no-sandbox']
})
const measured: Measured[] = sizes(folder)
for (const measure of [firstPicture, crash, motion, canvas]) measured.push(...(await measure(browser, site.origin)))
await browser.close()
site.close()
console.table(
  measured.map(({ what, aim, atMost, value }) => ({
    what,
    aim: `${atMost ? '≤' : '≥'} ${aim}`,
    measured: Number(value.toPrecision(3)),
    met: atMost ? value <= aim : value >= aim
  }))
)

async function built(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'bench-page-'))
  await build({ logLevel: 'error', build: { outDir, emptyOutDir: true } })
  return outDir
}

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
}

/** What comes over the network before there is something to see, and before the worker's first answer. */
function sizes(from: string): Measured[] {
  const manifest = JSON.parse(readFileSync(join(from, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
  const files = new Set<string>()
  const add = ({ file, imports = [] }: Chunk) => {
    files.add(file)
    for (const name of imports) add(manifest[name]!)
  }
  add(manifest['index.html']!)
  const kib = (file: string) => gzipSync(readFileSync(join(from, file))).length / 1024
  const needed = new Set<string>()
  const need = (file: string) => {
    if (needed.has(file)) return
    needed.add(file)
    const text = readFileSync(join(from, 'assets', file), 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) need(name!)
  }
  for (const file of readdirSync(join(from, 'assets'))) if (/^worker-.*\.js$/.test(file)) need(file)
  return [
    {
      what: 'KiB of the page’s JavaScript',
      aim: 180,
      atMost: true,
      value: [...files].map(kib).reduce((a, b) => a + b)
    },
    {
      what: 'KiB of the worker until its first frame',
      aim: 200,
      atMost: true,
      value: [...needed].map((file) => kib(`assets/${file}`)).reduce((a, b) => a + b)
    }
  ]
}
