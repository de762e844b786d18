import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'

const say = (text) => console.log(`browser: ${text}`)

/**
 * Finds a browser for the browser tests, or installs one. Each candidate is really started once.
 * Order: the CHROME variable, Playwright's own, an installed Chrome or Chromium, Playwright's installer, apt-get.
 * @returns {Promise<{path: string} | {error: string}>} `path` is empty for Playwright's own browser.
 */
export async function findBrowser() {
  if (process.env.CHROME) {
    if (await starts(process.env.CHROME)) return found(process.env.CHROME, 'from the CHROME variable')
    return { error: `CHROME is ${process.env.CHROME}, which does not start: name a Chrome or Chromium that does.` }
  }
  if (await starts('')) return found('', "Playwright's own")
  const installed = await firstInstalled()
  if (installed) return found(installed, 'installed on this machine')

  say("none is installed; trying Playwright's installer (npx playwright install chromium, 5 minutes at most)")
  run('npx', ['playwright', 'install', 'chromium'], 300_000)
  if (await starts('')) return found('', "Playwright's own, just installed")

  if (onPath('apt-get')) {
    say("Playwright's installer gave no browser that starts; trying the system's package chromium by apt-get")
    const root = process.getuid?.() === 0
    if (!root && !onPath('sudo')) say('neither root nor sudo: apt-get will refuse')
    const apt = (...args) => (root ? run('apt-get', args, 900_000) : run('sudo', ['-n', 'apt-get', ...args], 900_000))
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    const fresh = await firstInstalled()
    if (fresh) return found(fresh, 'just installed by apt-get')
  }
  return { error: 'No browser for the browser tests: install Chrome or Chromium, or set CHROME to the path of one.' }
}

function found(path, how) {
  say(path === '' ? how : `${path} (${how})`)
  return { path }
}

async function firstInstalled() {
  for (const path of candidates()) {
    if (await starts(path)) return path
  }
  return undefined
}

function candidates() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
  const programs = [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
  return [
    ...names.map(onPath),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ...programs.filter(Boolean).map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'))
  ].filter((path) => path !== undefined && existsSync(path))
}

function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

/** An installed browser may still lack a system library, so only starting it tells. */
async function starts(path) {
  try {
    const browser = await chromium.launch({
      executablePath: path || undefined,
      args: ['--no-sandbox', '--disable-gpu']
    })
    await browser.close()
    return true
  } catch {
    return false
  }
}

function run(command, args, timeout) {
  say(`$ ${command} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout, env, shell })
  if (error || status !== 0) say(`${command} failed${error ? `: ${error.message}` : ` with exit code ${status}`}`)
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const result = await findBrowser()
  if ('error' in result) {
    console.error(result.error)
    process.exit(1)
  }
}
