import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findBrowser } from './find-browser.mjs'

/**
 * Every check of the project, in order of their price; stops at the first that fails.
 * The closing line counts each check before the tests as one, and then every test.
 */
const unitReport = 'test-results/unit.json'
const browserReport = 'test-results/browser.json'
rmSync('test-results', { recursive: true, force: true })
mkdirSync('test-results')

let passed = 0
let failed = 0

step('formatter', ['prettier', '--check', '--log-level', 'warn', '.'])
step('linter', ['eslint', '.', '--max-warnings', '0'])
step('types', ['tsc', '-p', 'tsconfig.json'])
step('types of the pure core', ['tsc', '-p', 'tsconfig.sim.json'])
step(
  'unit and conformance tests',
  ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
  {},
  () => {
    const report = readJson(unitReport)
    return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 }
  }
)
step('build', ['vite', 'build', '--logLevel', 'warn'])

console.log('\n=== browser')
const browser = await findBrowser()
if ('error' in browser) {
  console.error(browser.error)
  failed++
  close('browser')
}
step(
  'browser tests',
  ['playwright', 'test', '--reporter=list,json'],
  { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport, FAILOVER_LAB_BROWSER: browser.path },
  () => {
    const stats = readJson(browserReport)?.stats
    return { passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0), failed: stats?.unexpected ?? 0 }
  }
)
close()

function step(title, args, env = {}, count = () => undefined) {
  console.log(`\n=== ${title}`)
  const shell = process.platform === 'win32'
  const [program, ...rest] = args
  const { status } = spawnSync(join('node_modules', '.bin', program), rest, {
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell
  })
  const broken = status !== 0
  const counted = count()
  passed += counted?.passed ?? (broken ? 0 : 1)
  failed += broken ? Math.max(counted?.failed ?? 0, 1) : 0
  if (broken) close(title)
}

function close(failedAt) {
  if (failedAt) console.log(`\n${failedAt}: failed, what comes after it did not run`)
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failedAt ? 1 : 0)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
