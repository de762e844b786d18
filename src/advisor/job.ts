import { ok, type Result } from '../base/result'
import { seconds, type Micros } from '../base/time'
import { parseCommand, type Scenario } from '../scenarios'
import { parseFault, type Fault, type KubectlCommand } from '../sim'
import type { Pod } from '../sim/api/types'
import type { World } from '../sim/kernel/world'
import { storedObjects } from '../sim/view/truth'
import { failuresOf, faultsOf, linesOf, type Failure, type FailureKind } from './failures'
import type { Tried } from './findings'
import { brokenGoal, formatGoal, type Goal } from './goal'
import { groundOf, linkTo, type Ground } from './ground'
import { measure, type Measured, type Watching } from './measure'
import { removeNodes, type Displaced, type Removal } from './removal'
import { scriptTitle } from './sentences'
import { ownerOf } from './workloads'

/** Something to run by itself, as plain data: it is done on any core, and gives the same on each. */
export type Job =
  | { readonly type: 'failure'; readonly scenario: Scenario; readonly failure: Failure }
  | {
      readonly type: 'goal'
      readonly scenario: Scenario
      readonly goals: readonly Goal[]
      readonly faults: readonly string[]
    }
  | {
      readonly type: 'trial'
      readonly scenario: Scenario
      /** Without a time: at the instant; else so long after it, as in `5s lose-disk master-1`. */
      readonly faults: readonly string[]
      /** Lines as a scenario has them, `kubectl …` or `ssh master-1 …`, each after a time that counts from the instant. */
      readonly commands: readonly string[]
    }
  | { readonly type: 'removal'; readonly scenario: Scenario; readonly removal: Removal }

export interface Outcomes {
  failure: Tried
  /** The goal that broke, as text; null: all held. */
  goal: { readonly broken: string | null; readonly measured: Measured; readonly link: string }
  trial: Measured
  removal: Displaced
}
export type Outcome<J extends Job = Job> = Outcomes[J['type']]

/** How long one failure is followed: longer than a lost node's pods need by upstream's defaults (40 s, then 300 s), and quiet for longer than a node's grace period. */
export const watching: Watching = { horizon: seconds(420), calm: seconds(75) }
/** A script of faults is followed for as long as its users' share counts. */
export const goalWindow = seconds(300)

/** What could fail in a scenario's cluster, each to be tried by itself. */
export function failuresIn(scenario: Scenario, kinds: readonly FailureKind[]): Result<Failure[]> {
  const ground = groundOf(scenario)
  return ground.ok
    ? ok(failuresOf(scenario.cluster, ground.value.simulation.spec.flags, kinds, ground.value.at))
    : ground
}

/** Simulates up to the instant at which all is well, in slices. */
export function* ready({ simulation, at }: Ground): Generator<void, void> {
  while (!simulation.history.advance(at, 4_000)) yield
}

/** Does jobs one after the other; what they share is simulated once. */
export class Worker {
  private ground: { readonly key: string; readonly ground: Ground } | null = null

  private groundFor(scenario: Scenario): Ground {
    const key = JSON.stringify(scenario)
    if (this.ground?.key === key) return this.ground.ground
    const ground = groundOf(scenario)
    if (!ground.ok) throw new Error(ground.error)
    this.ground = { key, ground: ground.value }
    return ground.value
  }

  /** Throws if the scenario cannot be run: who makes jobs has asked `groundOf` before. */
  *run<J extends Job>(job: J): Generator<void, Outcome<J>> {
    const ground = groundWith(job) ?? this.groundFor(job.scenario)
    yield* ready(ground)
    return (yield* done(ground, job)) as Outcome<J>
  }
}

/** A run of its own for a failure that is set from the beginning on; nobody else shares it. */
function groundWith(job: Job): Ground | null {
  if (job.type !== 'failure' || job.failure.flags === undefined) return null
  const { scenario, failure } = job
  const ground = groundOf({ ...scenario, flags: { ...scenario.flags, ...failure.flags } })
  if (!ground.ok) throw new Error(ground.error)
  return ground.value
}

function* done(ground: Ground, job: Job): Generator<void, Outcome> {
  const { simulation, at } = ground
  switch (job.type) {
    case 'failure':
      return yield* tryFailure(ground, job.failure)
    case 'goal': {
      const faults = job.faults.map(faultOf)
      const window = goalWindow / 1e6
      const enough = (soFar: Measured) => brokenGoal(job.goals, soFar, window) !== null
      const measured = yield* measure(simulation, at, faults, { horizon: goalWindow, calm: watching.calm, enough })
      const broken = brokenGoal(job.goals, measured, window)
      const said = broken && formatGoal(broken)
      return {
        broken: said,
        measured,
        link: linkTo(ground, scriptTitle(job.faults, said), job.faults, seconds(measured.until_s))
      }
    }
    case 'trial': {
      const acts: (Fault | KubectlCommand)[] = [
        ...job.commands.map((text) => later(parseCommand(text), at)),
        ...job.faults.map((text) => later(parseFault(timed(placed(text, simulation.history.seek(at)))), at))
      ]
      return yield* measure(
        simulation,
        at,
        acts.sort((a, b) => a.at - b.at),
        watching
      )
    }
    case 'removal':
      return yield* removeNodes(simulation, at, job.removal)
  }
}

/** Tries one failure on the ground, in slices. The ground must be ready. */
function* tryFailure(ground: Ground, failure: Failure): Generator<void, Tried> {
  const { simulation, at } = ground
  const measured = yield* measure(simulation, at, faultsOf(failure, at), watching)
  const faults = linesOf(failure, at)
  return {
    failure,
    measured,
    faults,
    link: linkTo(ground, `Fails: ${failure.what}`, faults, seconds(measured.until_s))
  }
}

const timed = (action: string): string => (/^\d+s /.test(action) ? action : `0s ${action}`)

/** What happens so long after an instant. Who writes trials has checked them. */
function later<T extends { readonly at: Micros }>(read: Result<T>, at: Micros): T {
  if (!read.ok) throw new Error(read.error)
  return { ...read.value, at: read.value.at + at }
}

function faultOf(text: string): Fault {
  const fault = parseFault(text)
  if (!fault.ok) throw new Error(fault.error)
  return fault.value
}

/** `crash @default/web`: the node that has most pods of that workload at the instant. */
function placed(action: string, world: World): string {
  const [, owner] = /@(\S+)/.exec(action) ?? []
  if (owner === undefined) return action
  const nodes = storedObjects<Pod>(world, 'pods').flatMap((pod) =>
    ownerOf(pod) === owner && pod.spec.nodeName ? [pod.spec.nodeName] : []
  )
  const count = (node: string) => nodes.filter((one) => one === node).length
  const most = [...new Set(nodes)].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))[0]
  return action.replace(`@${owner}`, most ?? 'worker-1')
}

/** Does what comes in slices at once. */
export function atOnce<T>(slices: Generator<void, T>): T {
  for (;;) {
    const { done: isDone, value } = slices.next()
    if (isDone) return value
  }
}
