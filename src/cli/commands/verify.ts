import { fail, ok } from '../../base/result'
import { parseLink, prepare } from '../../scenarios'
import { createSimulation } from '../../sim'
import type { Command } from '../command'
import { readArgs } from '../options'

const usage = 'verify <link> [--json]'

export const verify: Command = {
  usage,
  summary: 'Replays a link and says whether its hash is matched (exit code 1 if not).',
  run(args, io) {
    const read = readArgs(args, { json: { type: 'boolean' } }, usage)
    if (!read.ok) return read
    const { values, positionals } = read.value
    if (positionals.length !== 1) return fail(`${positionals.length} links are named; expected ${usage}.`)
    const link = parseLink(positionals[0]!)
    if (!link.ok) return link
    const { scenario, check } = link.value
    if (!check) return fail('Link: it carries no hash to compare; expected one made by Share or by lab run.')
    const spec = prepare(scenario)
    if (!spec.ok) return spec
    const { history } = createSimulation(spec.value)
    history.advance(check.at)
    const hash = history.timeline.digest()
    const matched = hash.startsWith(check.hash)
    const at_s = check.at / 1e6
    if (values.json) io.out(`${JSON.stringify({ scenario: scenario.id, at_s, expected: check.hash, hash, matched })}\n`)
    else
      io.out(
        `${scenario.id} to ${at_s} s: ${matched ? `the hash matched (${check.hash})` : `expected the hash ${check.hash}, got ${hash}`}\n`
      )
    return ok(matched ? 0 : 1)
  }
}
