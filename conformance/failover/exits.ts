import { play, type Act } from './cluster'
import { same, type Statement } from './statement'

interface Exits {
  readonly runs: readonly {
    readonly what: string
    readonly component: string
    /** Negative: ended by that signal. */
    readonly exit_code: number | null
    readonly exited_after_ms: number | null
    readonly lease_after?: string | null
  }[]
}

type Component = 'kube-controller-manager' | 'kube-scheduler'

/** What is done to the leader, by the words of the recording. */
function actsOf(what: string, component: Component): readonly Act[] | undefined {
  const at = (line: string): Act[] => [{ at: 0, line }]
  const lease = `lease ${component} -n kube-system`
  if (/^SIG(TERM|INT) to the leader$/.test(what)) return at(`stop master-1/${component}`)
  if (/kube-apiserver killed/.test(what)) return at('kill master-1/kube-apiserver')
  if (/^lease deleted/.test(what)) return at(`kubectl delete ${lease}`)
  if (/another holder/.test(what))
    return at(
      `kubectl patch ${lease} --type=merge -p '{"spec":{"holderIdentity":"somebody-else","renewTime":"2026-01-01T00:01:00.000000Z"}}'`
    )
  return undefined
}

/** A stopped process is started again by its recorder and here: what is looked at is the first end. */
const untilS = 14

/**
 * How a leader ends: with which code, after how long, and whether its lease is free. SIGINT ends a process as SIGTERM does; what a signal ended
 * that the process does not catch is 128 and its number to a shell. A loaded machine is late, never early.
 */
export function gradeExits(of: string, { runs }: Exits): readonly Statement[] {
  return runs.flatMap(({ what, component, exit_code, exited_after_ms, lease_after }): Statement[] => {
    const name = `${component}, ${what}`
    const acts = actsOf(what, component as Component)
    if (!acts) return [{ of, what: `${name}: how it ends`, passed: false, found: 'is not played' }]
    const [run] = play({ topology: 'single', acts, untilS }, [15.91])
    const ended = run!.ended.find(({ process }) => process === `master-1/${component}`)
    const expected = exit_code === null ? 'goes on' : exit_code < 0 ? 'signal' : exit_code
    const code = ended === undefined ? 'goes on' : ended.exitCode > 128 ? 'signal' : ended.exitCode
    const statements = [same(of, `${name}: ends with`, expected, code)]
    if (exited_after_ms !== null && ended)
      statements.push({
        of,
        what: `${name}: ends after ${(exited_after_ms / 1_000).toFixed(1)} s`,
        passed: ended.t_ms <= exited_after_ms + 500 && exited_after_ms - ended.t_ms < 2_000,
        found: `${(ended.t_ms / 1_000).toFixed(1)} s`
      })
    if (lease_after && exit_code !== null) {
      const free = (JSON.parse(lease_after) as { holderIdentity?: string }).holderIdentity === ''
      const freed = run!.asked.some(
        ({ resource, name: lease, options }) => resource === 'leases' && lease === component && options['holder'] === ''
      )
      statements.push(same(of, `${name}: gives its lease back`, free, freed))
    }
    return statements
  })
}
