import { fail, ok } from '../../base/result'
import { readCases, scheduleCase } from '../../rigs/scheduler'
import type { Command } from '../command'
import { readFileOption } from '../options'
import { table } from '../table'

const usage = 'schedule -f cases.jsonl [--json]'

export const schedule: Command = {
  usage,
  summary: 'Lets the scheduler decide about the pods of cases (clusters and pending pods), and says why.',
  run(args, io) {
    const read = readFileOption(args, io, usage)
    if (!read.ok) return read
    const { file, text, json } = read.value
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
