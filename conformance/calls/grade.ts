import { assert } from '../../src/base/assert'
import { objectsAt } from '../../src/sim'
import { replay, type AuditedCall } from '../../src/rigs/calls'
import { linesOf } from '../data'
import { compareCalls, isSame, settled, type Comparison } from './compare'
import { lab, script, type RecordedSequence, type Scripted } from './sequences'

export interface Grade {
  /** Sequences whose requests and chains are all the same. */
  readonly exact: number
  /** Those, and sequences that differ only in lost races and in how many changes a controller sums up in one write. */
  readonly settled: number
  /** Recorded requests that were simulated too, of how many, and simulated ones that were not recorded. */
  readonly matched: number
  readonly recorded: number
  readonly extra: number
  readonly byName: ReadonlyMap<string, Comparison>
  readonly bySettled: ReadonlyMap<string, Comparison>
}

/** Replays the recorded commands on one cluster and compares what each of them caused. */
export function gradeCalls(): Grade {
  const recordings = linesOf<RecordedSequence>('sequences/sequences.jsonl.gz')
  const simulated = simulate()
  const byName = new Map<string, Comparison>()
  const bySettled = new Map<string, Comparison>()
  for (const { name, calls } of recordings) {
    const found = simulated.get(name.slice(0, 2))
    assert(found, `no command of the script is ${name}`)
    const [wanted, made] = [causedBy(name, calls), causedBy(name, found)]
    byName.set(name, compareCalls(wanted, made))
    bySettled.set(name, compareCalls(settled(wanted), settled(made)))
  }
  const sum = (of: (comparison: Comparison) => number) => [...byName.values()].reduce((n, each) => n + of(each), 0)
  const same = (comparisons: ReadonlyMap<string, Comparison>) => [...comparisons.values()].filter(isSame).length
  return {
    exact: same(byName),
    settled: same(bySettled),
    matched: sum(({ matched }) => matched),
    recorded: sum(({ recorded }) => recorded),
    extra: sum(({ extra }) => extra.length),
    byName,
    bySettled
  }
}

/** The recording shows all that went on meanwhile: heartbeats, and the rollout that a command only watches. */
const causedBy = (name: string, calls: readonly AuditedCall[]): readonly AuditedCall[] =>
  calls
    .filter(({ component }) => !name.includes('rollout-status') || component === 'kubectl')
    .filter(({ resource, sub }) => resource !== 'nodes' || sub !== 'status')
    .filter((call, i) => !isSlip(call) && !isLook(calls, i) && !isFormer(call) && !isFresh(call, name))
    .map(asListed)
    .map((call) =>
      call.code === 403 && call.component.startsWith('kubelet') ? { ...call, code: granted(call) } : call
    )

/**
 * The recordings' kubectl was 1.32. That of 1.36 begins a wait with one watch that lists first (recorded with it: `delete`), and
 * writes no label that is there already (recorded with it: `label`, "not labeled").
 */
const isFormer = ({ component, verb, uri }: AuditedCall): boolean =>
  component === 'kubectl' &&
  ((verb === 'list' && /fieldSelector=metadata\.name.*resourceVersion=0$/.test(uri)) ||
    // The node of sequence 13 has its label already.
    (verb === 'patch' && uri === '/api/v1/nodes/worker-1?fieldManager=kubectl-label'))

/** That of 1.36 reads a pod anew before it tries the eviction again (recorded with it: `drain` with `--timeout`). */
const isFresh = ({ component, verb, resource }: AuditedCall, name: string): boolean =>
  name.includes('drain-blocked') && component === 'kubectl' && verb === 'get' && resource === 'pods'

const asListed = (call: AuditedCall): AuditedCall =>
  call.component === 'kubectl' && call.verb === 'watch'
    ? {
        ...call,
        uri: call.uri.replace(/resourceVersion=\d+&/, 'resourceVersionMatch=NotOlderThan&sendInitialEvents=true&')
      }
    : call

/** The recordings' kubelets were imitations: they deleted a pod twice when two of its messages crossed. */
const isSlip = ({ component, verb, code }: AuditedCall): boolean =>
  component.startsWith('kubelet') && verb === 'delete' && code === 404

/**
 * A real kubelet's status manager looks at a pod again whenever something happens to it after its deletion, also if there
 * is nothing to write (status_manager.go: SetPodStatus forces it); the imitations looked only before a PATCH.
 */
function isLook(calls: readonly AuditedCall[], i: number): boolean {
  const { component, verb, resource, name } = calls[i]!
  if (!component.startsWith('kubelet') || verb !== 'get' || resource !== 'pods') return false
  const next = calls.slice(i + 1).find((call) => call.component === component && call.name === name)
  return next?.verb !== 'patch'
}

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
  const before = unnamed.findIndex(({ line }) => line.includes('app=debug'))
  const { keys } = objectsAt(until(unnamed.slice(0, before)).simulation.history.head)
  const pod = keys.map(({ key }) => /pods\/default\/(web-.*)$/.exec(key)?.[1]).find((name) => name !== undefined)
  const commands = script(pod!)
  const { calls } = until(commands)
  return new Map(commands.flatMap(({ sequence }, i) => (sequence ? [[sequence, calls[i]!] as const] : [])))
}
