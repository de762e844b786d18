import { fail, ok } from '../../base/result'
import { isAsRecorded, readScenarios, runScenario } from '../../rigs/raft'
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
    const errors: string[] = []
    for (const scenario of scenarios.value) {
      const result = runScenario(scenario)
      // One that cannot run keeps no other from it.
      if (!result.ok) {
        errors.push(result.error)
        continue
      }
      const { id, checkpoints, expected } = result.value
      if (json) io.out(`${JSON.stringify({ id, checkpoints, expected })}\n`)
      const same = isAsRecorded(scenario, result.value)
      rows.push([id, same === null ? '' : same ? 'yes' : 'no', scenario.title])
    }
    if (!json) {
      const recorded = rows.filter(([, same]) => same === 'yes' || same === 'no')
      const agreeing = recorded.filter(([, same]) => same === 'yes')
      io.out(table(rows))
      if (recorded.length > 0) io.out(`\n${agreeing.length} of ${recorded.length} come out as recorded.\n`)
    }
    return errors.length > 0 ? fail(`${file}: ${errors[0]}`) : ok(0)
  }
}
