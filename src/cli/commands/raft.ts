import { fail, ok } from '../../base/result'
import { isAsRecorded, readScenarios, runScenario } from '../../conformance/raft'
import type { Command } from '../command'
import { readFileOption } from '../options'
import { table } from '../table'

const usage = 'raft -f raft-scenarios.json [--json]'

export const raft: Command = {
  usage,
  summary: 'Runs scenarios on the Raft of the simulated etcd members; says whether what was recorded comes out.',
  run(args, io) {
    const read = readFileOption(args, io, usage)
    if (!read.ok) return read
    const { file, text, json } = read.value
    const scenarios = readScenarios(text)
    if (!scenarios.ok) return fail(`${file}: ${scenarios.error}`)
    const rows: string[][] = [['scenario', 'as recorded', 'title']]
    for (const scenario of scenarios.value) {
      if (json) {
        const { id, checkpoints, expected } = runScenario(scenario)
        io.out(`${JSON.stringify({ id, checkpoints, expected })}\n`)
        continue
      }
      const same = isAsRecorded(scenario)
      rows.push([scenario.id, same === null ? '' : same ? 'yes' : 'no', scenario.title])
    }
    if (!json) io.out(table(rows))
    return ok(0)
  }
}
