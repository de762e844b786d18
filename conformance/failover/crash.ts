import { play } from './cluster'
import { masterCrash, scenario, singleCrash, twoOfThree, workerCrash, type Plan } from './plans'
import type { Line, Seen } from './seen'
import { near, within, type Range, type Statement } from './statement'
import { linesOf, stepsOf } from './steps'
import { gradeTrack } from './timeline'

/** Minutes of load below this: nothing else ran on the machine. */
const quietLoad = 5

type Json = Readonly<Record<string, unknown>>

const first = (lines: readonly Line[], component: RegExp, what: RegExp): number =>
  lines.find((line) => component.test(line.component) && what.test(line.what))?.t_ms ?? NaN
const last = (lines: readonly Line[], component: RegExp, what: RegExp): number =>
  lines.findLast((line) => component.test(line.component) && what.test(line.what))?.t_ms ?? NaN

/** What the recorder measured of each run, measured of ours; `restored` is when all was put right, in ms. */
type Measure = (lines: readonly Line[], run: Seen, restored: number) => number

const leaseTaken =
  (lock: string): Measure =>
  (lines) =>
    first(lines, /^master-\d$/, new RegExp(`^acquired lease ${lock} `))
const created: Measure = (lines) => first(lines, /^pod web-/, /^created/)

/** The longest time between two renewals of a kubelet's lease that an API server got. */
const leaseGap: Measure = (_lines, { asked }, restored) => {
  const by = new Map<string, number[]>()
  for (const { resource, user, t_ms, server } of asked)
    // What HAProxy passed on to a silent host was got by nobody.
    if (
      resource === 'leases' &&
      user.startsWith('system:node:') &&
      t_ms < restored &&
      server.endsWith('/kube-apiserver')
    )
      by.set(user, [...(by.get(user) ?? []), t_ms])
  const gaps = [...by]
    .filter(([user]) => user !== 'system:node:master-1')
    .flatMap(([, times]) => times.slice(1).map((time, i) => time - times[i]!))
  return Math.max(...gaps)
}

const masterMeasures: Readonly<Record<string, Measure>> = {
  etcd_new_leader_ms: (lines) => first(lines, /^log etcd/, /became leader/),
  haproxy_down_ms: (lines) => first(lines, /^haproxy/, /master-1 DOWN/),
  kcm_lease_taken_ms: leaseTaken('kube-controller-manager'),
  sched_lease_taken_ms: leaseTaken('kube-scheduler'),
  kcm_lease_to_first_new_pod_ms: (...run) => created(...run) - leaseTaken('kube-controller-manager')(...run),
  first_RegisteredNode_ms: (lines) => first(lines, /node-controller/, /RegisteredNode/),
  kubernetes_endpoints_drop_ms: (lines) => first(lines, /^endpoints kubernetes/, /./),
  new_pods_first_created_ms: created,
  new_pods_all_created_ms: (lines) => last(lines, /^pod web-/, /^created/),
  new_pods_first_sched_ms: (lines) => first(lines, /^pod web-/, /^bound/),
  new_pods_all_sched_ms: (lines) => last(lines, /^pod web-/, /^bound/),
  new_pods_first_ready_ms: (lines) => first(lines, /^pod web-/, /^condition Ready=True/),
  new_pods_all_ready_ms: (lines) => last(lines, /^pod web-/, /^condition Ready=True/),
  node_lease_max_gap_max_ms: leaseGap,
  scale_cmd_success_ms: (_lines, { facts }) =>
    facts.find(({ fact, detail }) => fact === 'kubectl-exit' && detail['code'] === 0)?.t_ms ?? NaN,
  apiserver_restart_to_ready_ms: (lines, _run, restored) =>
    first(lines, /^log kube-apiserver master-1/, /all healthz checks passed/) - restored,
  haproxy_up_after_restart_ms: (lines, _run, restored) => first(lines, /^haproxy/, /master-1 UP/) - restored
}

const ofNode =
  (what: RegExp): Measure =>
  (lines) =>
    first(lines, /^node worker-2/, what)
const ofApp =
  (app: string, what: RegExp): Measure =>
  (lines) =>
    first(lines, new RegExp(`^pod ${app}-`), what)
const createdOf = (app: string): Measure => ofApp(app, /^created/)
const readyAfter =
  (app: string): Measure =>
  (lines, run, restored) =>
    first(
      lines.filter(({ t_ms }) => t_ms > createdOf(app)(lines, run, restored)),
      new RegExp(`^pod ${app}-`),
      /^condition Ready=True/
    )
const noExecute = ofNode(/NoExecute added/)
const since =
  (measure: Measure, from: Measure): Measure =>
  (...run) =>
    measure(...run) - from(...run)
const afterReturn =
  (measure: RegExp, what: RegExp): Measure =>
  (lines, _run, restored) =>
    first(
      lines.filter(({ t_ms }) => t_ms > restored),
      measure,
      what
    ) - restored

const lastRenewal: Measure = (_lines, { asked }) =>
  asked.findLast(({ user, resource, t_ms }) => user === 'system:node:worker-2' && resource === 'leases' && t_ms < 0)
    ?.t_ms ?? NaN

const appMeasures = (app: string): Readonly<Record<string, Measure>> => ({
  [`${app}.evicted`]: ofApp(app, /^deletionTimestamp/),
  [`${app}.evicted_minus_NoExecute`]: since(ofApp(app, /^deletionTimestamp/), noExecute),
  [`${app}.repl_created`]: createdOf(app),
  [`${app}.repl_sched`]: ofApp(app, /^bound/),
  [`${app}.repl_ready`]: readyAfter(app),
  [`${app}.old_pod_gone_after_return`]: afterReturn(new RegExp(`^pod ${app}-`), /^gone/),
  [`${app}.restarted_in_place_after_return`]: afterReturn(new RegExp(`^pod ${app}-`), /^condition Ready=True/)
})

const unknown = ofNode(/Ready=Unknown/)
const workerMeasures: Readonly<Record<string, Measure>> = {
  unknown,
  unknown_after_last_heartbeat: since(unknown, lastRenewal),
  taint_NoSchedule: ofNode(/NoSchedule added/),
  taint_NoExecute: noExecute,
  NoExecute_minus_unknown: since(noExecute, unknown),
  pods_notready_first: (lines) => first(lines, /^pod /, /^condition Ready=False .*Running/),
  endpoints_first_update: (lines) => first(lines, /^endpoints (?!kubernetes)/, /./),
  endpointslices_first_update: (lines) => first(lines, /^endpointslice /, /./),
  back_ready: afterReturn(/^node worker-2/, /Ready=True/),
  back_taints_gone: afterReturn(/^node worker-2/, /NoExecute removed/),
  ...appMeasures('t0'),
  ...appMeasures('t5'),
  ...appMeasures('t30'),
  'tdef.restarted_in_place_after_return': afterReturn(/^pod tdef-/, /^condition Ready=True/)
}

const afterRestart =
  (measure: Measure): Measure =>
  (lines, run, restored) =>
    measure(
      lines.filter(({ t_ms }) => t_ms >= restored),
      run,
      restored
    ) - restored
const singleMeasures: Readonly<Record<string, Measure>> = {
  etcd_leader_after_restart_ms: afterRestart(masterMeasures['etcd_new_leader_ms']!),
  'kube-controller-manager_lease_after_restart_ms': afterRestart(leaseTaken('kube-controller-manager')),
  'kube-scheduler_lease_after_restart_ms': afterRestart(leaseTaken('kube-scheduler')),
  new_pods_created_after_restart_ms: afterRestart(created),
  new_pods_sched_after_restart_ms: afterRestart((lines) => first(lines, /^pod web-/, /^bound/)),
  readyz_first_ok_after_restart_ms: afterRestart((lines) =>
    first(lines, /^log kube-apiserver/, /all healthz checks passed/)
  ),
  old_pods_evicted: (lines) => lines.filter(({ what }) => /^deletionTimestamp/.test(what)).length * 1_000
}

const linesByRun = new WeakMap<Seen, readonly Line[]>()
function sorted(run: Seen): readonly Line[] {
  const known = linesByRun.get(run)
  if (known) return known
  const lines = [...linesOf(run)].sort((a, b) => a.t_ms - b.t_ms)
  linesByRun.set(run, lines)
  return lines
}

const measured = (measure: Measure, plan: Plan): number[] =>
  play(plan).map((run) => measure(sorted(run), run, plan.restoredS * 1_000))

/**
 * What the recorder's kubelets did otherwise than kubelets: they ended pods that they found without looking at them twice. When a node's taint
 * goes hangs on when in a pass it returns, and the recorder put it back so long after its last eviction.
 */
const ofStandIns = /old_pod_gone_after_return|restarted_in_place_after_return|^back_(ready|taints_gone)$/

/** Times that only tell how fast the recorder's machine was: its processes' start, its kubelets' reading of what is there. */
const groups: Readonly<Record<string, readonly [RegExp, Readonly<Record<string, Measure>>]>> = {
  'ha-crash': [/\/quiet$/, masterMeasures],
  'worker-crash': [/quiet|single-master/, workerMeasures],
  'single-crash': [/./, singleMeasures]
}

function planOf(kind: string, group: string): Plan | undefined {
  if (kind === 'ha-crash') return masterCrash(/^(kill|hostloss)\//.exec(group)?.[1] ?? '')
  if (kind === 'worker-crash') return workerCrash(/^single/.test(group) ? 'single' : 'ha', 'short', 'kill')
  return singleCrash(60)
}

/** A folder's summary: least and greatest of each time over the runs of a group. */
export function gradeSummary(of: string, kind: string, summary: Json): readonly Statement[] {
  const [wanted, measures] = groups[kind]!
  if (kind === 'single-crash')
    return Object.entries(summary as Record<string, Range>).flatMap(([key, range]) =>
      singleMeasures[key] && range ? [loaded(of, key, range, measured(singleMeasures[key], singleCrash(60)))] : []
    )
  return Object.entries(summary as Record<string, Record<string, Range | null>>).flatMap(([group, ranges]) => {
    const plan = wanted.test(group) ? planOf(kind, group) : undefined
    if (!plan) return []
    return Object.entries(ranges).flatMap(([key, range]) =>
      measures[key] && range && !ofStandIns.test(key)
        ? [within(of, `${group} ${key}`, range, measured(measures[key], plan))]
        : []
    )
  })
}

/** A machine that does other things, too, is late and never early: the greatest alone bounds us. */
function loaded(of: string, key: string, range: Range, ours: readonly number[]): Statement {
  return within(of, key, { ...range, min: Math.min(range.min, 0) }, ours)
}

const isQuiet = (run: Json): boolean => ((run['load_before'] as number[] | undefined)?.[0] ?? Infinity) < quietLoad

/** One run's times. On a loaded machine only their order means something, which its timeline tells. */
export function gradeRun(of: string, kind: string, file: string, run: Json): readonly Statement[] | undefined {
  const plan = planOfFile(kind, file)
  if (!plan) return undefined
  if (!isQuiet(run)) return [...codes(of, run, plan)]
  const [, measures] = groups[kind]!
  const flat = Object.entries(run).flatMap(([key, value]): [string, unknown][] =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.entries(value).map(([inner, each]) => [`${key}.${inner}`, each])
      : [[key, value]]
  )
  return [
    ...flat.flatMap(([key, value]) =>
      measures[key] && typeof value === 'number' && !ofStandIns.test(key)
        ? [near(of, key, value, measured(measures[key], plan))]
        : []
    ),
    ...codes(of, run, plan)
  ]
}

/** How the command that scales ended at last, and that no process but those which were killed ended. */
function codes(of: string, run: Json, plan: Plan): readonly Statement[] {
  const commands = run['scale_cmd'] as readonly { rc: number; out: string }[] | undefined
  const ended = commands?.at(-1)
  if (!ended) return []
  const texts = play(plan).map(({ facts }) => {
    const exit = facts.findLast(({ fact }) => fact === 'kubectl-exit')
    const out = facts.findLast(({ fact }) => fact === 'kubectl-output')
    return `${Number(exit?.detail['code'] ?? NaN)} ${String(out?.detail['text'] ?? '').trim()}`
  })
  const all = new Set((run['scale_cmd'] as readonly { rc: number; out: string }[]).map(({ rc, out }) => `${rc} ${out}`))
  return [
    {
      of,
      what: `kubectl scale ends as in a try there: ${[...all].join('; ')}`,
      passed: texts.some((text) => all.has(text)),
      found: texts.join('; ')
    }
  ]
}

function planOfFile(kind: string, file: string): Plan | undefined {
  if (kind === 'ha-crash') return masterCrash(/(kill|hostloss)-fall3/.exec(file)?.[1] ?? '')
  if (kind === 'worker-crash') {
    const [, topology, length, mode] = /(ha|sm)-(short|long)-(kill|hostloss)/.exec(file) ?? []
    return mode === undefined ? undefined : workerCrash(topology === 'ha' ? 'ha' : 'single', length!, mode)
  }
  const [, seconds] = /single-(\d+)-/.exec(file) ?? []
  return seconds === undefined ? undefined : singleCrash(Number(seconds))
}

/** A recorded timeline of a crash; whether it is of a quiet machine is told by its number. */
export function gradeTimeline(
  of: string,
  kind: string,
  file: string,
  lines: readonly Line[]
): readonly Statement[] | undefined {
  const plan = planOfFile(kind, file)
  return plan && track(of, plan, lines, Number(/-(\d+)\.json$/.exec(file)?.[1]) > 20)
}

/** Other faults: a file has the victim's name and its own timeline. */
export function gradeScenario(of: string, recorded: Json): readonly Statement[] | undefined {
  const lines = recorded['timeline'] as readonly Line[] | undefined
  if (!lines) return undefined
  if (/two-of-three/.test(String(recorded['name'] ?? of))) return gradeTwoOfThree(of, recorded, lines)
  const plan = scenario(String(recorded['name']))
  return plan && track(of, plan, lines, isQuiet(recorded), String(recorded['victim']))
}

/** Two masters are lost, and one of them comes back when the recorder's did. */
function gradeTwoOfThree(of: string, recorded: Json, lines: readonly Line[]): readonly Statement[] | undefined {
  const restoredMs = Number(
    recorded['restore_ms'] ?? lines.find(({ what }) => /^restore|started again/.test(what))?.t_ms
  )
  const killed = lines
    .filter(({ what }) => /^(fault|kill)/.test(what))
    .flatMap(({ component }) => machinesIn(component))
  const lost = [...new Set([...machinesIn(String(recorded['victim'] ?? '')), ...killed])]
  if (Number.isNaN(restoredMs) || lost.length === 0) return undefined
  const plan = twoOfThree(Math.round(restoredMs / 1_000))
  return gradeTrack({
    of,
    lines,
    roles: { victim: lost[0]!, lost },
    ours: { victim: plan.victim, lost: ['master-1', 'master-2'] },
    runs: play(plan),
    quiet: isQuiet(recorded),
    restoredMs,
    ourRestoredMs: plan.restoredS * 1_000
  })
}

const machinesIn = (text: string): readonly string[] => text.match(/master-\d/g) ?? []

function track(of: string, plan: Plan, lines: readonly Line[], quiet: boolean, victim?: string): readonly Statement[] {
  const restoredMs = lines.find(({ what }) => /^restore|started again/.test(what))?.t_ms
  return gradeTrack({
    of,
    lines,
    roles: { victim: victim ?? lines.find(({ what }) => /^fault|^kill/.test(what))?.component ?? '' },
    ours: { victim: plan.victim },
    runs: play(plan),
    quiet,
    ...(restoredMs !== undefined && { restoredMs, ourRestoredMs: plan.restoredS * 1_000 })
  })
}

export { stepsOf }
