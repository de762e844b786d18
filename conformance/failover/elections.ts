import { play, type Act } from './cluster'
import { within, type Range, type Statement } from './statement'

/** What is done to the leader, or to another member, by the name of the recording. */
function actsOf(mode: string): readonly Act[] | undefined {
  const at = (seconds: number, line: string): Act => ({ at: seconds, line })
  const [, frozen] = /^freeze-leader-(\d+)s$/.exec(mode) ?? []
  if (frozen !== undefined) return [at(0, 'pause master-1/etcd'), at(Number(frozen), 'resume master-1/etcd')]
  const known: Readonly<Record<string, readonly Act[]>> = {
    'cut-leader': [at(0, 'partition master-1 | all')],
    'kill9-leader': [at(0, 'kill master-1/etcd')],
    'kill9-follower': [at(0, 'kill master-3/etcd')],
    'sigterm-leader': [at(0, 'stop master-1/etcd')]
  }
  return known[mode]
}

/**
 * Elections of etcd alone: when the new leader says that it leads, or that nobody does. How long requests hung is the recorder's, who fired them
 * at a loaded machine every 40 ms.
 */
export function gradeElections(
  of: string,
  { mode, summary }: { readonly mode: string; readonly summary: Readonly<Record<string, Range | null>> }
): readonly Statement[] | undefined {
  const acts = actsOf(mode)
  if (!acts) return undefined
  const runs = play({ topology: 'ha', acts, untilS: 10 })
  const first = (what: RegExp): number[] =>
    runs.map(
      ({ lines }) =>
        lines.find(({ component, what: said }) => component.startsWith('log etcd') && what.test(said))?.t_ms ?? NaN
    )
  return Object.entries({
    new_leader_log_ms: / became leader /,
    first_candidate_log_ms: / became (pre-)?candidate /
  }).map(([key, what]) => {
    const range = summary[key]
    if (range) return within(of, key, range, first(what))
    const found = first(what).filter((at) => !Number.isNaN(at))
    return { of, what: `${key}: never`, passed: found.length === 0, found: found.join(', ') }
  })
}
