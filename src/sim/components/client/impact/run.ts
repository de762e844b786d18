import { seconds } from '../../../../base/time'
import type { Outbox, SimEvent } from '../../../kernel/types'
import { probeNamespace } from '../api-probes'
import { ask, type Answer } from '../ask'
import { isOn, millis } from '../config'
import type { Client } from '../context'
import { begin, goOn, judgeKubectl } from './experiments'
import { standing } from './objects'
import { observe } from './observe'
import { tryRestart } from './restart'
import { rows } from './rows'
import type { ExperimentId } from './state'

const setting = 'impact-probe-interval-ms'
const experiments: readonly ExperimentId[] = ['new-deployments', 'scaling', 'self-healing', 'pod-restart', 'kubectl']
/** Between two rounds of an experiment: soon at first, seldom when trouble lasts. */
const soon = seconds(10)
const seldom = seconds(60)
/** A row's evidence alone is stated anew this often. */
const restate = { ok: seconds(10), unknown: seconds(10), degraded: seconds(4), failed: seconds(4) }

export function startImpact(context: Client, out: Outbox): void {
  if (isOn(context.config, 'impact-probes')) tick(context, out)
}

/** One round: look, go on with the experiments, state what changed. */
export function tick(context: Client, out: Outbox): void {
  const { impact, now } = context
  out.timer('impact', millis(context.config, setting), setting, { type: 'impact.tick' } as SimEvent)
  if (!impact.prepared) prepare(context, out)
  observe(context, out)
  const wrong = isWrong(context)
  if (wrong !== impact.wrong) {
    impact.wrong = wrong
    impact.changedAt = now
  }
  for (const id of experiments) {
    if (isDue(context, id)) begin(context, id, out)
    if (id === 'pod-restart') tryRestart(context, out)
    else if (id === 'kubectl') judgeKubectl(context)
    else goOn(context, id, out)
  }
  state(context, out)
}

/** The standing objects are made once, while all is well. */
function prepare(context: Client, out: Outbox): void {
  context.impact.prepared = true
  for (const { resource, body } of standing) {
    ask(
      context.asker,
      context,
      out,
      { verb: 'create', resource, namespace: probeNamespace, body },
      { kind: 'prepare' },
      seconds(5),
      setting
    )
  }
}

export function prepared(context: Client, answer: Answer): void {
  if (answer.code !== 201 && answer.code !== 409) context.impact.prepared = false
}

/** Is anything wrong that the other probes see? */
const isWrong = ({ service, operational, impact }: Client): boolean =>
  service.degradedSince !== null ||
  operational.troubleSince !== null ||
  (impact.seen?.nodes.some(({ ready }) => !ready) ?? false)

/** Experiments run once at the start, again whenever trouble begins or ends, and while it lasts or they fail. */
function isDue({ impact, now }: Client, id: ExperimentId): boolean {
  const { round, phase, endedAt, startedAt, judged } = impact.experiments[id]
  if (phase !== 'idle') return false
  // The standing pods need a moment before they can be played with.
  if (round === 0) return id === 'kubectl' || (impact.seen !== null && impact.stated.size > 0)
  // A container that is made to crash again and again is in CrashLoopBackOff, which says nothing new.
  if (id === 'pod-restart') return impact.wrong && startedAt < impact.changedAt
  if (startedAt < impact.changedAt) return true
  const lasts = now - impact.changedAt
  return (impact.wrong || judged.status !== 'ok') && now - endedAt >= (lasts < seldom ? soon : seldom)
}

/** States each row whose status changed, and others' evidence now and then. */
function state(context: Client, out: Outbox): void {
  const { impact, now } = context
  for (const { id, title, judge } of rows) {
    const { status, evidence } = judge(context)
    const last = impact.stated.get(id)
    if (last && last.status === status && (last.evidence === evidence || now - last.at < restate[status])) continue
    impact.stated.set(id, Object.freeze({ status, evidence, at: now }))
    out.fact('impact', { id, title, status, evidence })
  }
}
