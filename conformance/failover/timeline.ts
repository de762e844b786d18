import { median } from '../../src/base/median'
import type { Line, Seen } from './seen'
import { near, type Statement } from './statement'
import { linesOf, stepsOf, type Roles } from './steps'

export interface Track {
  readonly of: string
  readonly lines: readonly Line[]
  readonly roles: Roles
  /** Who plays the victim here. */
  readonly ours: Roles
  readonly runs: readonly Seen[]
  /** Nothing else ran on the recorder's machine: its times count. */
  readonly quiet: boolean
  /** Steps that are out of a comparison, by what was recorded about the recording. */
  readonly leftOut?: RegExp
  /** When the recorder put things right again, there and here: what comes after is counted from then. */
  readonly restoredMs?: number
  readonly ourRestoredMs?: number
}

/** Steps that would be wrong if they came here alone. */
const grave =
  /^(node \w+ (Unknown|taint)|lease|pod .*(Ready=False|DisruptionTarget|deletionTimestamp|created)|haproxy|kube-)/

/** What ends with the fault itself was not always written down. */
const killed = 100

/** A check that falls between a link's return and a port's opening is refused; whether one does is chance. */
const refusedMeanwhile = /^haproxy: LOST DOWN L4CON/
/** On a loaded machine an API server needed up to a minute to start again: what its clients said, and its node's long absence, tell of that. */
const ofLateStart =
  /^log \S+ LOST: E "Error retrieving lease lock"|^node LOST (Unknown|taint|Ready=True)|^event NodeNotReady of Node LOST/

/** Two steps that lie closer together may change places: on a machine that did other things, too, seconds. */
const apart = (quiet: boolean): number => (quiet ? 300 : 3_000)

/**
 * A recorded timeline: each of its steps comes here too, in most runs; what lies apart comes in the same order; nothing grave
 * comes here that did not come there; on a quiet machine also when.
 */
export function gradeTrack({ of, lines, roles, ours, runs, quiet, leftOut, ...restored }: Track): readonly Statement[] {
  const isCompared = ({ id }: { id: string }): boolean => leftOut === undefined || !leftOut.test(id)
  const end = Math.max(...lines.map(({ t_ms }) => t_ms))
  const recorded = stepsOf(
    lines.filter(({ t_ms }) => t_ms >= 0),
    roles
  )
    .filter(isCompared)
    .filter(
      ({ id, t_ms }) =>
        t_ms < (restored.restoredMs ?? Infinity) || !(refusedMeanwhile.test(id) || (!quiet && ofLateStart.test(id)))
    )
  const found = runs.map(
    (run) =>
      new Map(
        stepsOf(linesOf(run), ours)
          .filter(isCompared)
          .map(({ id, t_ms }) => [id, t_ms])
      )
  )
  const timesOf = (id: string): number[] => found.map((steps) => steps.get(id) ?? NaN)
  const usual = (id: string): number => median(timesOf(id))
  const statements: Statement[] = recorded.map(({ id }) => ({
    of,
    what: `happens: ${id}`,
    passed: !Number.isNaN(usual(id)),
    found: 'not at all'
  }))
  const known = recorded.filter(({ id }) => !Number.isNaN(usual(id)))
  known.forEach((step, i) => {
    const next = known.slice(i + 1).find(({ t_ms }) => t_ms - step.t_ms >= apart(quiet))
    if (!next) return
    statements.push({
      of,
      what: `order: ${step.id}, then ${next.id}`,
      // Chance decides between what does not wait for one another: then both orders come here.
      passed: found.some((steps) => steps.get(step.id)! <= steps.get(next.id)!),
      found: `${(usual(step.id) / 1_000).toFixed(2)} s, then ${(usual(next.id) / 1_000).toFixed(2)} s`
    })
  })
  const there = new Set(recorded.map(({ id }) => id))
  for (const id of new Set(found.flatMap((steps) => [...steps.keys()])))
    if (
      grave.test(id) &&
      !there.has(id) &&
      usual(id) <= end - (quiet ? 0 : 10_000) &&
      !/process runs again/.test(id) &&
      !(/process gone/.test(id) && usual(id) < killed)
    )
      statements.push({
        of,
        what: `does not happen: ${id}`,
        passed: false,
        found: `at ${(usual(id) / 1_000).toFixed(2)} s`
      })
  if (quiet) {
    const { restoredMs = Infinity, ourRestoredMs = Infinity } = restored
    for (const { id, t_ms } of known) {
      const [there, here] = t_ms >= restoredMs ? [restoredMs, ourRestoredMs] : [0, 0]
      statements.push(
        near(
          of,
          `when: ${id}`,
          t_ms - there,
          timesOf(id).map((at) => at - here)
        )
      )
    }
  }
  return statements
}
