import { parseFlag } from '../../scenarios'
import {
  beginDeath,
  beginPrice,
  budgetOf,
  deaths,
  defaults,
  objections,
  piecesOf,
  priceOf,
  refusalOf,
  sampleOf,
  settings,
  type Death,
  type Values
} from '../../budget'
import { fail, ok, type Result } from '../../base/result'
import type { Command } from '../command'
import { readArgs, readCount } from '../options'
import { seconds1, table } from '../table'

const usage = `budget [worker|master] [--seeds 5] [--set tolerationSeconds=60 …] [--json]`
const options = {
  seeds: { type: 'string', default: '5' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' }
} as const

export const budget: Command = {
  usage,
  summary:
    'Measures where the time goes when a machine dies, by the settings that decide it, and what faster settings cost.',
  run(args, io) {
    const read = readArgs(args, options, usage)
    if (!read.ok) return read
    const { values: given, positionals } = read.value
    const [named = 'worker', ...more] = positionals
    const death = deaths.find((one) => one === named)
    if (!death || more.length > 0) return fail(`'${positionals.join(' ')}' does not fit; expected ${usage}.`)
    const seeds = readCount('--seeds', given.seeds, 1, 1_000)
    if (!seeds.ok) return seeds
    const values = readValues(given.set ?? [])
    if (!values.ok) return values
    const refused = refusalOf(values.value)
    if (refused !== '') return fail(refused)
    const measured = measure(death, values.value, seeds.value)
    if (!measured.ok) return measured
    const { budget, price } = measured.value
    const said = { ...budget, price, objections: objections(values.value), pieces: piecesOf(values.value) }
    if (given.json) io.out(`${JSON.stringify(said)}\n`)
    else {
      const rows = budget.steps.map(({ step, median, min, max }) => [
        step,
        ...[median, min, max].map((at) => seconds1(at / 1e6))
      ])
      io.out(table([[`a ${death} dies`, 'median s', 'min', 'max'], ...rows]))
      io.out(`\nall back after ${seconds1(budget.total / 1e6)} s (median of ${budget.whole} of ${budget.runs} runs)\n`)
      io.out(`a minute's disturbance: ${price.evicted} pods evicted, ${price.elections} elections\n`)
      for (const { id, kind, text } of said.objections) io.out(`${id}: ${kind}: ${text}\n`)
      for (const { tool, file, text } of said.pieces) io.out(`\n# ${tool}: ${file}\n${text}`)
    }
    return ok(0)
  }
}

function measure(death: Death, values: Values, seeds: number) {
  const samples = []
  for (let seed = 1; seed <= seeds; seed++) {
    const begun = beginDeath(death, values, seed)
    if (!begun.ok) return begun
    begun.value.simulation.history.advance(begun.value.until)
    samples.push(sampleOf(death, begun.value))
  }
  const disturbed = beginPrice(values, 1)
  if (!disturbed.ok) return disturbed
  disturbed.value.simulation.history.advance(disturbed.value.until)
  return ok({ budget: budgetOf(death, samples), price: priceOf(disturbed.value) })
}

/** `tolerationSeconds=60`, each checked as the flag that it is. */
function readValues(texts: readonly string[]): Result<Values> {
  const values: Record<string, number> = { ...defaults }
  for (const text of texts) {
    const [name = '', value = ''] = text.split('=')
    const setting = settings.find(({ id }) => id === name)
    if (!setting) return fail(`--set ${text}: expected one of ${settings.map(({ id }) => id).join(', ')}.`)
    const flag = parseFlag(`${setting.flags[0]}=${value}`)
    if (!flag.ok) return flag
    values[setting.id] = Number(flag.value[1])
  }
  return ok(values as Values)
}
