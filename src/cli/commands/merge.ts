import { merge as merged, readReport, type Report } from '../../availability'
import { fail, ok } from '../../base/result'
import type { Command } from '../command'
import { readArgs } from '../options'
import { tableOf } from './availability'

const usage = 'merge a.json b.json… [--json]'
const options = { json: { type: 'boolean', default: false } } as const

export const merge: Command = {
  usage,
  summary: "Joins what shards of 'availability --json' gave to what the whole would have given.",
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (positionals.length === 0) return fail(`No report is named; expected ${usage}.`)
    const reports: Report[] = []
    for (const file of positionals) {
      const text = io.readFile(file)
      if (text === undefined) return fail(`File '${file}' cannot be read; expected a report.`)
      const report = readReport(text)
      if (!report.ok) return fail(`File '${file}': ${report.error}.`)
      reports.push(report.value)
    }
    const whole = merged(reports)
    if (!whole.ok) return fail(`${whole.error}.`)
    io.out(values.json ? `${JSON.stringify(whole.value)}\n` : tableOf(whole.value))
    return ok(0)
  }
}
