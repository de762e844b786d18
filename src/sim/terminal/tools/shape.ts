import { parseDuration } from '../../../base/duration'
import type { LinkFault } from '../../kernel/network'
import { everybodyElse } from '../../faults/types'
import { failed, flagOf, said, type Call, type Tool } from './tool'

/** What a machine's queue does to all that leaves it. */
type Shape = Pick<LinkFault, 'extraLatency' | 'extraJitter' | 'loss'>

/**
 * `tc qdisc add|change|replace|del|show dev eth0 root netem delay TIME [JITTER] loss PERCENT`: the queue of a machine's network device delays and
 * loses what leaves it. The line is a fault of the run, `link MACHINE -> all`. Models man 8 tc-netem.
 */
export const tc: Tool = (call) => {
  const { args, machine } = call
  const [object = '', verb = 'show', ...words] = args
  if (!machine || !/^q(disc)?$/.test(object)) return failed(`the lab's tc knows qdisc alone, with netem\n`)
  const device = flagOf(words, 'dev')
  if (device !== undefined && device !== 'eth0') return failed(`Cannot find device "${device}"\n`)
  const now = shapeOf(call)
  const shaped = now.extraLatency > 0 || now.extraJitter > 0 || now.loss > 0
  if (/^(show|list|ls)$/.test(verb))
    return said(shaped ? netemText(now) : 'qdisc fq_codel 0: dev eth0 root refcnt 2 limit 10240p\n')
  const link = { kind: 'link', a: machine.id, b: everybodyElse, oneWay: true } as const
  if (/^del(ete)?$/.test(verb))
    return shaped
      ? { code: 0, does: { ...link, latency: 0, jitter: 0, loss: 0 } }
      : failed('Error: Cannot delete qdisc with handle of zero.\n', 2)
  if (!/^(add|change|replace)$/.test(verb)) return failed(`Command "${verb}" is unknown, try "tc qdisc help".\n`)
  if (verb === 'add' && shaped) return failed('Error: Exclusivity flag on, cannot modify.\n', 2)
  if (verb === 'change' && !shaped) return failed('Error: Qdisc not found. To create specify NLM_F_CREATE flag.\n', 2)
  const kind =
    words[
      words.findIndex(
        (word, i) => !/^(dev|root|handle|parent)$/.test(word) && !/^(dev|handle|parent)$/.test(words[i - 1] ?? '')
      )
    ]
  if (kind !== 'netem')
    return failed(
      `Error: Specified qdisc kind is unknown${kind === undefined ? '' : `: the lab has netem, not '${kind}'`}.\n`,
      2
    )
  const asked = netemOf(words.slice(words.indexOf('netem') + 1))
  return typeof asked === 'string' ? failed(asked) : { code: 0, does: { ...link, ...asked } }
}

/** What the way from this machine to each other has in common; nothing if faults made the ways different. */
function shapeOf({ world, machine }: Call): Shape {
  const none: Shape = { extraLatency: 0, extraJitter: 0, loss: 0 }
  const ways = world.machines
    .filter((other) => other !== machine)
    .map(({ id }) => world.network.links.get(`${machine!.id}>${id}`) ?? none)
  const [first = none, ...more] = ways
  const same = (way: Shape) =>
    way.extraLatency === first.extraLatency && way.extraJitter === first.extraJitter && way.loss === first.loss
  return more.every(same) ? first : none
}

/** What stands after `netem`; a sentence if that is not known here. */
function netemOf(words: readonly string[]): { latency: number; jitter: number; loss: number } | string {
  const found = { latency: 0, jitter: 0, loss: 0 }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const value = words[++i] ?? ''
    if (/^(delay|latency)$/.test(word)) {
      const delay = timeOf(value)
      if (delay === undefined) return `Illegal "latency"\n`
      found.latency = delay
      const jitter = timeOf(words[i + 1] ?? '')
      if (jitter !== undefined) i++
      found.jitter = jitter ?? 0
      // How much a delay depends on the one before, and its distribution: the lab draws each anew, evenly.
      if (/%$/.test(words[i + 1] ?? '')) i++
    } else if (/^(loss|drop)$/.test(word)) {
      const share = value === 'random' ? (words[++i] ?? '') : value
      if (!/^[\d.]+%?$/.test(share) || Number.parseFloat(share) > 100) return `Illegal "loss percent"\n`
      found.loss = Number.parseFloat(share) / 100
    } else return `What is "${word}"? The lab's netem has delay and loss.\n`
  }
  return found
}

/** A bare number means microseconds, as tc has it. */
function timeOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Math.round(Number(text))
  const read = parseDuration(
    text
      .replace(/usecs?$/, 'us')
      .replace(/msecs?$/, 'ms')
      .replace(/secs?$/, 's')
  )
  return read.ok ? read.value : undefined
}

const inMs = (micros: number): string => `${Number((micros / 1_000).toFixed(1))}ms`

const netemText = ({ extraLatency, extraJitter, loss }: Shape): string =>
  [
    'qdisc netem 8001: dev eth0 root refcnt 2 limit 1000',
    ...(extraLatency > 0 || extraJitter > 0 ? [`delay ${inMs(extraLatency)}`] : []),
    ...(extraJitter > 0 ? [` ${inMs(extraJitter)}`] : []),
    ...(loss > 0 ? [`loss ${Number((loss * 100).toFixed(2))}%`] : [])
  ].join(' ') + '\n'
