import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { grade, type Case } from './grade'
import { Server } from './server'

interface Options {
  readonly show: number
  /** Names of files, without their ending; all of them if empty. */
  readonly only: readonly string[]
  /** Where every difference is written. */
  readonly json?: string | undefined
}

/** Plays every recorded request of a folder, and counts the answers that are the recorded ones. */
export function validation(
  folder: string,
  { show, only, json }: Options,
  out: (text: string) => void
): { passed: number; failed: number } {
  const total = { passed: 0, failed: 0 }
  const report: object[] = []
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()) {
    const name = file.slice(0, -'.json'.length)
    if (only.length > 0 && !only.includes(name)) continue
    const { cases } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { cases: readonly Case[] }
    const server = new Server()
    let passed = 0
    for (const one of cases) {
      const found = grade(server, one)
      if (found.length === 0) {
        passed++
        continue
      }
      report.push({ file: name, id: one.id, what: one.what, differences: found })
      if (report.length <= show)
        out(
          `  ${one.id} ${one.what}\n${found
            .slice(0, 4)
            .map((line) => `    ${line}\n`)
            .join('')}`
        )
    }
    out(`${name}: ${passed} of ${cases.length}\n`)
    total.passed += passed
    total.failed += cases.length - passed
  }
  out(`${total.passed} passed, ${total.failed} failed\n`)
  if (json !== undefined) writeFileSync(json, JSON.stringify(report, null, 1))
  return total
}
