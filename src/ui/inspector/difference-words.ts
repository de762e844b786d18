import type { WhatIfAnswer } from '../../store'
import { milestoneTitle } from '../shared/words'

/** Less than this is no difference that anybody would feel, in seconds. */
const felt = 0.02

/** How another run differs from this one in its milestones: `etcd leader elected 0.60 s sooner; the rest as before.` */
export function differenceWords({ milestones }: Pick<WhatIfAnswer, 'milestones'>): string {
  const groups = new Map<string, string[]>()
  let same = 0
  for (const { id, before, after } of milestones) {
    const how = difference(before, after)
    if (how === '') same++
    else groups.set(how, [...(groups.get(how) ?? []), milestoneTitle(id)])
  }
  if (milestones.length === 0) return 'nothing that is a milestone happens in either run.'
  if (groups.size === 0) return 'no milestone comes sooner or later.'
  const parts = [...groups].map(([how, titles]) => `${titles.join(', ')} ${how}`)
  return `${parts.join('; ')}${same > 0 ? '; the rest as before' : ''}.`
}

/** Times in seconds; null if it did not happen in that run. */
function difference(before: number | null, after: number | null): string {
  if (before === null) return after === null ? '' : `only then, at ${after.toFixed(2)} s`
  if (after === null) return 'has not come by then'
  const by = after - before
  if (Math.abs(by) < felt) return ''
  return `${Math.abs(by).toFixed(2)} s ${by < 0 ? 'sooner' : 'later'}`
}
