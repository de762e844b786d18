import { fail, ok } from '../../base/result'
import { readCases, scheduleCase } from '../../conformance/scheduler'
import type { Command } from '../command'
import { readArgs } from '../options'
import { table } from '../table'

const usage = 'schedule -f cases.jsonl [--json]'

export const schedule: Command = {
  usage,
  summary: 'Lets the scheduler decide about the pods of cases (clusters and pending pods), and says why.',
  run(args, io) {
    const read = readArgs(args, { file: { type: 'string', short: 'f' }, json: { type: 'boolean' } }, usage)
    if (!read.ok) return read
    const { file, json } = read.value.values
    if (file === undefined) return fail(`No file of cases is named; expected ${usage}.`)
    const text = io.readFile(file)
    if (text === undefined) return fail(`Cases '${file}' cannot be read; expected a file.`)
    const cases = readCases(text)
    if (!cases.ok) return fail(`${file}: ${cases.error}`)
    const rows: string[][] = [['case', 'pod', 'outcome', 'nodes', 'message']]
    for (const one of cases.value) {
      const results = scheduleCase(one)
      if (json) io.out(`${JSON.stringify({ id: one.id, results })}\n`)
      else
        for (const { pod, outcome, acceptable, nominatedNode, message } of results)
          rows.push([one.id, pod, outcome, acceptable?.join(', ') ?? nominatedNode ?? '', message ?? ''])
    }
    if (!json) io.out(table(rows))
    return ok(0)
  }
}
