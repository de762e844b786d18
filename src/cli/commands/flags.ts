import { ok } from '../../base/result'
import { allFlags } from '../../scenarios'
import type { Command } from '../command'
import { readArgs } from '../options'
import { table } from '../table'

const usage = 'flags [--json]'

export const flags: Command = {
  usage,
  summary: 'Every setting that --set knows, with its default.',
  run(args, io) {
    const read = readArgs(args, { json: { type: 'boolean' } }, usage)
    if (!read.ok) return read
    if (read.value.values.json) io.out(`${JSON.stringify(allFlags)}\n`)
    else io.out(table(allFlags.map((flag) => [flag.name, String(flag.default), flag.description])))
    return ok(0)
  }
}
