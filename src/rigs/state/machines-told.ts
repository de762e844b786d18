import { components } from './component'
import { parseTime } from '../../sim/api/timestamp'
import type { Fault } from '../../sim/faults/types'
import type { Micros } from '../../base/time'

/** What a record's setup did to machines: `kill master-1 kube-apiserver`, with its time. Steps of other kinds stand among them. */
export interface SetupStep {
  readonly argv?: readonly string[]
  readonly stdin?: string
  readonly lab?: string
  readonly at?: string
}

/** What befell the control plane, by the clock of the record, in its order. What was done to other machines is left out. */
export function faultsOf(setup: readonly SetupStep[]): Fault[] {
  return setup
    .flatMap(({ lab, at }) => {
      const fault = lab === undefined || at === undefined ? undefined : faultOf(lab, parseTime(at))
      return fault ? [fault] : []
    })
    .sort((a, b) => a.at - b.at)
}

/** The processes that there are beside the recorded objects. */
const simulated = new Set(['kube-apiserver', 'etcd', ...components].map((name) => `master-1/${name}`))
const signals = { kill: 'kill', stop: 'stop', freeze: 'pause', thaw: 'resume', start: 'restart' } as const

/** What somebody did to a machine at a time; undefined: nothing that is simulated beside recorded objects. */
export function faultOf(words: string, at: Micros): Fault | undefined {
  const [verb = '', machine = '', process = ''] = words.trim().split(/\s+/)
  const target = `${machine}/${process}`
  if (Object.hasOwn(signals, verb) && simulated.has(target))
    return { kind: signals[verb as keyof typeof signals], at, target }
  if (machine !== 'master-1') return undefined
  if (verb === 'cut') return { kind: 'partition', at, groups: [[machine], ['all']] }
  if (verb === 'join') return { kind: 'heal', at, machine }
  return undefined
}
