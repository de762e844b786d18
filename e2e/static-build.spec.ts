import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from '@playwright/test'

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly isEntry?: boolean
}

test('the build is static files that work in any folder of any host', async ({ page }) => {
  const types: Record<string, string> = {
    html: 'text/html',
    js: 'text/javascript',
    css: 'text/css',
    svg: 'image/svg+xml'
  }
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0]!)
    const file = path.replace(/^\/some\/folder\//, 'dist/').replace(/\/$/, '/index.html')
    const found = path.startsWith('/some/folder/') && !path.includes('..') && existsSync(file)
    response.writeHead(found ? 200 : 404, {
      'content-type': types[file.split('.').pop()!] ?? 'application/octet-stream'
    })
    response.end(found ? readFileSync(file) : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob):/.test(url)) complaints.push(`asked another host: ${url}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
  })
  await page.goto(`${origin}/some/folder/`)
  await expect(page.locator('#root > *').first()).toBeVisible()
  await page.waitForLoadState('networkidle')
  server.close()
  expect(complaints).toEqual([])
})

test('the page is at most 180 KiB of JavaScript, gzipped; what the simulator needs for the first picture, at most 445', () => {
  const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8')) as Record<string, Chunk>
  const firstLoad = new Set<string>()
  const add = (chunk: Chunk) => {
    if (firstLoad.has(chunk.file)) return
    firstLoad.add(chunk.file)
    for (const name of chunk.imports ?? []) add(manifest[name]!)
  }
  for (const chunk of Object.values(manifest)) if (chunk.isEntry) add(chunk)
  const sizes = [...firstLoad].map((file) => ({ file, kib: gzipSync(readFileSync(`dist/${file}`)).length / 1024 }))
  const total = sizes.reduce((sum, { kib }) => sum + kib, 0)
  expect(total, sizes.map(({ file, kib }) => `${kib.toFixed(1)} KiB ${file}`).join('\n')).toBeLessThanOrEqual(180)
  // YAML and what is asked about a run come after it, in chunks of their own; what the worker imports at once counts.
  const assets = readdirSync('dist/assets')
  const needed = new Set<string>()
  const need = (file: string) => {
    if (needed.has(file)) return
    needed.add(file)
    const text = readFileSync(`dist/assets/${file}`, 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) need(name!)
  }
  for (const file of assets) if (/^worker-.*\.js$/.test(file)) need(file)
  const kib = [...needed].reduce((sum, file) => sum + gzipSync(readFileSync(`dist/assets/${file}`)).length / 1024, 0)
  expect(kib, [...needed].join('\n')).toBeLessThanOrEqual(445)
})
