import { ok } from '../../base/result'
import { ledger } from '../../../conformance/ledger'
import type { Command } from '../command'
import { readArgs, readCount } from '../options'
import { table } from '../table'

const usage = 'fidelity [--seeds n] [--json]'

export const fidelity: Command = {
  usage,
  summary: 'Runs all that was recorded on the real thing, and prints for each behaviour how far the simulator agrees.',
  run(args, io) {
    const options = { seeds: { type: 'string', default: '5' }, json: { type: 'boolean' } } as const
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const seeds = readCount('--seeds', read.value.values.seeds, 1, 1_000)
    if (!seeds.ok) return seeds
    const rows = ledger(seeds.value)
    if (read.value.values.json) io.out(`${JSON.stringify({ seeds: seeds.value, rows }, null, 2)}\n`)
    else
      io.out(
        table([
          ['behaviour', 'agree', 'median error', 'differs in', 'method'],
          ...rows.map(({ behaviour, agree, of, medianErrorPercent, differs, method }) => [
            behaviour,
            `${agree} of ${of}`,
            medianErrorPercent === null ? '' : `${medianErrorPercent} %`,
            differs.slice(0, 3).join('; ') + (differs.length > 3 ? ` and ${differs.length - 3} more` : ''),
            method
          ])
        ])
      )
    return ok(0)
  }
}
