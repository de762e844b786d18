import { assert } from '../../base/assert'
import { objectsAt } from '../../sim'
import type { AuditedCall } from './audit'
import { compareCalls, isSame, type Comparison } from './compare'
import { replay } from './run'
import { lab, script, type RecordedSequence, type Scripted } from './sequences'

export interface Grade {
  /** Sequences whose requests and chains are all the same. */
  readonly exact: number
  /** Recorded requests that were simulated too, of how many, and simulated ones that were not recorded. */
  readonly matched: number
  readonly recorded: number
  readonly extra: number
  readonly byName: ReadonlyMap<string, Comparison>
}

/** Replays the recorded commands on one cluster and compares what each of them caused. */
export function grade(recordings: readonly RecordedSequence[]): Grade {
  const simulated = simulate()
  const byName = new Map<string, Comparison>()
  for (const { name, calls } of recordings) {
    const found = simulated.get(name.slice(0, 2))
    assert(found, `no command of the script is ${name}`)
    byName.set(name, compareCalls(causedBy(name, calls), causedBy(name, found)))
  }
  const sum = (of: (comparison: Comparison) => number) => [...byName.values()].reduce((n, each) => n + of(each), 0)
  return {
    exact: [...byName.values()].filter(isSame).length,
    matched: sum(({ matched }) => matched),
    recorded: sum(({ recorded }) => recorded),
    extra: sum(({ extra }) => extra.length),
    byName
  }
}

/** The recording shows all that went on meanwhile: heartbeats, and the rollout that a command only watches. */
const causedBy = (name: string, calls: readonly AuditedCall[]): readonly AuditedCall[] =>
  calls
    .filter(({ component }) => !name.includes('rollout-status') || component === 'kubectl')
    .filter(({ resource, sub }) => resource !== 'nodes' || sub !== 'status')
    .filter((call) => !isSlip(call))
    .map((call) =>
      call.code === 403 && call.component.startsWith('kubelet') ? { ...call, code: granted(call) } : call
    )

/** The recordings' kubelets were imitations: they deleted a pod twice when two of its messages crossed. */
const isSlip = ({ component, verb, code }: AuditedCall): boolean =>
  component.startsWith('kubelet') && verb === 'delete' && code === 404

/**
 * They asked for a pod's token and ConfigMap in the same millisecond in which they saw the pod, sometimes before the
 * API server's node authorizer had: 403. A real one asks after its volume manager's 100 ms.
 */
const granted = ({ verb }: AuditedCall): number => (verb === 'create' ? 201 : 200)

/** By the recorded sequence's number. */
function simulate(): Map<string, readonly AuditedCall[]> {
  const until = (commands: readonly Scripted[]) => {
    const result = replay(lab, commands)
    assert(result.ok, 'the script fits the cluster')
    return result.value
  }
  // A pod's name is known once the commands before are done; the run with that name begins in the same way.
  const unnamed = script('')
  const before = unnamed.findIndex(({ args }) => args.includes('app=debug'))
  const { keys } = objectsAt(until(unnamed.slice(0, before)).simulation.history.head)
  const pod = keys.map(({ key }) => /pods\/default\/(web-.*)$/.exec(key)?.[1]).find((name) => name !== undefined)
  const commands = script(pod!)
  const { calls } = until(commands)
  return new Map(commands.flatMap(({ sequence }, i) => (sequence ? [[sequence, calls[i]!] as const] : [])))
}
