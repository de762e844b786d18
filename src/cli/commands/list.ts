import { ok } from '../../base/result'
import { presets } from '../../scenarios'
import type { Command } from '../command'
import { readArgs } from '../options'
import { table } from '../table'

const usage = 'list [--json]'

export const list: Command = {
  usage,
  summary: 'The scenarios that come with the lab.',
  run(args, io) {
    const read = readArgs(args, { json: { type: 'boolean' } }, usage)
    if (!read.ok) return read
    const rows = presets.map(({ id, title, summary }) => ({ id, title, summary }))
    if (read.value.values.json) io.out(`${JSON.stringify(rows)}\n`)
    else io.out(table(rows.map(({ id, title, summary }) => [id, title, summary])))
    return ok(0)
  }
}
