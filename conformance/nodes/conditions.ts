import { parseFault } from '../../src/sim'
import { seconds } from '../../src/base/time'
import type { Found } from '../proxy/compare'
import { sitBefore, typed } from './cluster'

type Noted = readonly [number, string, ...unknown[]] | readonly [number, readonly unknown[]]
type Conditions = Readonly<Record<string, readonly [status: string, reason: string, message: string]>>

/** What was done before a note, by its words, and when to look. */
const situations: readonly { readonly after: RegExp; readonly faults: readonly string[]; readonly at: number }[] = [
  { after: /^node not ready after/, faults: ['60s kill worker-1/container-runtime'], at: 110 },
  { after: /^Unknown after/, faults: ['60s kill worker-1/kubelet'], at: 130 }
]

/** Conditions and taints that the recorder noted in `log.json`, in the situations that can be brought about here. */
export function compareConditions(log: readonly Noted[]): Found {
  const differences: string[] = []
  let passed = 0
  let before = ''
  for (const note of log) {
    if (typeof note[1] === 'string') before = note[1]
    const noted = note.at(-1)
    if (!isConditions(noted)) continue
    const situation = situations.find(({ after }) => after.test(before))
    if (!situation) continue
    const [conditions, taints] = noted
    const ours = nodeIn(situation.faults, situation.at)
    const own = new Map(ours.status.conditions.map((one) => [one.type, [one.status, one.reason, one.message]]))
    for (const [type, want] of Object.entries(conditions)) {
      const got = JSON.stringify(own.get(type))
      if (got === JSON.stringify(want)) passed++
      else differences.push(`${before}: ${type}: want ${JSON.stringify(want)}, got ${got}`)
    }
    // NoExecute follows the first pass; the recorder looked for the scheduler's alone.
    const keys = (ours.spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`)
    for (const [key, effect] of taints)
      if (keys.includes(`${key}:${effect}`)) passed++
      else differences.push(`${before}: taint: want ${key}:${effect}, got ${keys.join(', ') || 'none'}`)
  }
  return { passed, differences }
}

const isConditions = (noted: unknown): noted is [Conditions, [string, string][]] =>
  Array.isArray(noted) && noted.length === 2 && typeof noted[0] === 'object' && 'Ready' in (noted[0] as object)

interface NodeSeen {
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] }
  readonly status: {
    readonly conditions: readonly {
      readonly type: string
      readonly status: string
      readonly reason: string
      readonly message: string
    }[]
  }
}

function nodeIn(faults: readonly string[], at: number): NodeSeen {
  const read = faults.map((text) => {
    const found = parseFault(text)
    if (!found.ok) throw new Error(found.error)
    return found.value
  })
  const sitting = sitBefore(read)
  sitting.advance(seconds(at))
  return JSON.parse(typed(sitting, 'kubectl get node worker-1 -o json')) as NodeSeen
}
