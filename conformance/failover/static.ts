import { play, type Act } from './cluster'
import type { Seen } from './seen'
import type { Statement } from './statement'

/** What the recorder did and saw, in seconds since 1970: `kill -9`, the component, `n`, how often, `seen running again after s`, so many. */
type Entry = readonly (string | number)[]

/** A look at a pod whose container waits comes every 10 to 15 s, and the recorder looked every 0.3 s. */
const nextLookS = 15.5

const runsAgain = (run: Seen, component: string, fromS: number): number =>
  (run.lines.find(
    (line) =>
      line.component === `${component} master-1` && line.what === 'process runs again' && line.t_ms > fromS * 1_000
  )?.t_ms ?? NaN) /
    1_000 -
  fromS

function again(of: string, what: string, there: number, here: number): Statement {
  return {
    of,
    what: `${what} runs again after ${there.toFixed(1)} s`,
    // A loaded machine is late and never early, by what lies between two looks at the pod besides.
    passed: here <= there + 1 && here >= there / 2 - nextLookS,
    found: Number.isNaN(here) ? 'not at all' : `${here.toFixed(1)} s`
  }
}

/** Components of a control plane as static pods: their kubelet's back-off of 0, 10, 20, 40 s, as for any container. */
function gradeCrashes(of: string, entries: readonly Entry[]): readonly Statement[] {
  // A negative wait: the recorder had lost the API server, and what it did then it did blindly.
  const end = entries.findIndex(([, what, waited]) => what === 'API ok after s' && Number(waited) < 0)
  const kills = entries
    .slice(0, end < 0 ? undefined : end)
    .flatMap(([at, what, component, , n, , after]) =>
      what === 'kill -9' ? [{ at: Number(at), component: String(component), n: Number(n), after: Number(after) }] : []
    )
  if (kills.length === 0) return []
  const zero = kills[0]!.at
  const acts = kills.map(({ at, component }): Act => ({ at: at - zero, line: `kill master-1/${component}` }))
  const untilS = Math.max(...acts.map(({ at }) => at)) + 90
  const [run] = play({ topology: 'single', acts, untilS, flags: { 'static-pods': true } }, [15.91])
  return kills.map(({ at, component, n, after }) =>
    again(of, `${component}, killed ${n} times,`, after, runsAgain(run!, component, at - zero))
  )
}

/** A component that hangs is found by its liveness probe: eight failures, each after 15 s of silence or 10 s after the last. */
function gradeHanging(of: string, entries: readonly Entry[]): readonly Statement[] {
  return entries.flatMap(([, what, after]) => {
    const [, component] = /^frozen (\S+) replaced after s/.exec(String(what)) ?? []
    if (component === undefined) return []
    const acts = [{ at: 0, line: `pause master-1/${component}` }]
    const [run] = play({ topology: 'single', acts, untilS: 200, flags: { 'static-pods': true } }, [15.91])
    return [again(of, `${component}, frozen,`, Number(after), runsAgain(run!, component, 0))]
  })
}

/** A control plane whose processes are static pods of a real kubelet. */
export function gradeStatic(of: string, content: unknown, file: string): readonly Statement[] | undefined {
  if (file === 'crash-log.json' || file === 'sp-log.json') return gradeCrashes(of, content as readonly Entry[])
  return file === 'rest-log.json' ? gradeHanging(of, content as readonly Entry[]) : undefined
}
