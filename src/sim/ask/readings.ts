import { seconds, toSeconds, type Micros } from '../../base/time'
import type { Pod, Service } from '../api/types'
import { contextOf } from '../components/contexts'
import type { Traffic } from '../components/users/traffic'
import { storedObjects } from '../view/truth'
import type { Fork } from './fork'
import { renewTimes } from './leases'
import type { Answer, Calm, Step } from './question'

/** Longer than this is degraded: for kubectl, and for what the control plane does until a pod is bound. */
const prompt = seconds(5)
const promptlyBound = seconds(8)

/** What the facts of the fork say to its question; null while that is open. `over`: patience is at its end. */
export function readAnswer(fork: Fork, over: boolean): Answer | null {
  switch (fork.question.read.kind) {
    case 'kubectl':
      return readKubectl(fork, over)
    case 'pod':
      return readPod(fork, over)
    case 'container':
      return readContainer(fork, over)
    case 'calm':
      return over ? readCalm(fork) : null
  }
}

const text = (duration: Micros): string => `${toSeconds(duration).toFixed(1)} s`

/** Exits of the commands that were typed here, and the last line that a failed one printed. */
function exits({ facts, question, since }: Fork) {
  const typed = question.act.filter((act) => 'kubectl' in act).length
  const ids = new Set<string>()
  let ok = 0
  let failed = 0
  let last: Micros = 0
  let error = ''
  for (const fact of facts) {
    if (fact.fact === 'kubectl-started' && fact.detail.id.startsWith('question:')) ids.add(fact.detail.id)
    else if (fact.fact === 'kubectl-output' && ids.has(fact.detail.id) && fact.detail.stream === 'stderr')
      error = withoutAddress(fact.detail.text.trim().split('\n').at(-1) ?? '') || error
    else if (fact.fact === 'kubectl-exit' && ids.has(fact.detail.id)) {
      if (fact.detail.code === 0) ok++
      else failed++
      last = fact.at - since
    }
  }
  return { typed, ok, failed, last, error }
}

function readKubectl(fork: Fork, over: boolean): Answer | null {
  const { typed, ok, failed, last, error } = exits(fork)
  if (ok + failed < typed && !over) return null
  const line = fork.question.act.map((act) => ('kubectl' in act ? `kubectl ${act.kubectl}` : '')).find(Boolean)!
  const reached = ok > 0 ? { answered: last } : {}
  if (ok === typed && last <= prompt)
    return { status: 'ok', evidence: `${line}: answered after ${text(last)}`, reached }
  if (ok === typed) return { status: 'degraded', evidence: `${line}: answered, but only after ${text(last)}`, reached }
  const why = error || `no answer for ${text(fork.question.patience)}`
  if (ok === 0) return { status: 'failed', evidence: `${line}: ${why}`, reached }
  return { status: 'degraded', evidence: `${line}: ${ok} of ${typed} answered; else ${why}`, reached }
}

function readPod(fork: Fork, over: boolean): Answer | null {
  const { question, facts, since } = fork
  if (question.read.kind !== 'pod') return null
  const { prefix, known } = question.read
  const reached: Partial<Record<Step, Micros>> = {}
  const line = question.act.map((act) => ('kubectl' in act ? `kubectl ${act.kubectl}` : '')).find(Boolean)!
  let where = ''
  const reach = (step: Step, at: Micros) => {
    reached[step] ??= at - since
  }
  const { ok, failed, last, error } = exits(fork)
  if (failed > 0) return { status: 'failed', evidence: `${line}: ${error}`, reached }
  if (ok > 0) reached.answered = last
  const isNew = (pod: string) => pod.startsWith(prefix) && !known.includes(pod)
  for (const fact of facts) {
    if (fact.fact === 'pod-created' && isNew(fact.detail.pod)) reach('created', fact.at)
    else if (fact.fact === 'pod-scheduled' && isNew(fact.detail.pod)) {
      reach('scheduled', fact.at)
      where = fact.detail.node
    } else if (fact.fact === 'pod-ready' && isNew(fact.detail.pod)) reach('ready', fact.at)
    else if (fact.fact === 'endpoints-updated' && reached.ready !== undefined) reach('endpoints', fact.at)
  }
  const { ready, scheduled } = reached
  if (ready !== undefined) {
    // A Service's endpoints follow within the next seconds, or never.
    const settled = reached.endpoints !== undefined || over || fork.world.now - since - ready > prompt
    if (question.id === 'heal' && !settled) return null
    const evidence = `${line}: a pod was bound to ${where} after ${text(scheduled ?? ready)} and ready after ${text(ready)}`
    return { status: (scheduled ?? 0) > promptlyBound ? 'degraded' : 'ok', evidence, reached }
  }
  if (!over) return null
  const stuck =
    scheduled !== undefined
      ? `its pod was bound to ${where} and does not run`
      : reached.created !== undefined
        ? 'its pod was not scheduled'
        : 'no pod was created'
  const patience = text(question.patience)
  const evidence = ok > 0 ? `${line}: accepted, but ${patience} later ${stuck}` : `${line}: no answer for ${patience}`
  return { status: 'failed', evidence, reached }
}

function readContainer({ question, facts, since }: Fork, over: boolean): Answer | null {
  if (question.read.kind !== 'container') return null
  const { pod } = question.read
  const started = facts.find((fact) => fact.fact === 'container-started' && fact.detail.pod === pod)
  if (started) {
    const after = started.at - since
    return {
      status: 'ok',
      evidence: `a killed container of ${pod} ran again after ${text(after)}`,
      reached: { started: after }
    }
  }
  if (!over) return null
  return {
    status: 'failed',
    evidence: `a killed container of ${pod} was not started for ${text(question.patience)}`,
    reached: {}
  }
}

/** Go names the whole URL first; what went wrong stands after it. */
const withoutAddress = (error: string): string => error.replace(/\b[A-Z][a-z]+ "https?:[^"]*": /, '')

/** Requests that were sent before the instant may still fail: they are not about it. */
const sentBefore = seconds(2)

function readCalm({ world, facts, since, question, leases }: Fork): Answer {
  let answered = 0
  let failed = 0
  for (const fact of facts) {
    if (fact.fact !== 'traffic' || fact.at <= since + sentBefore) continue
    answered += fact.detail.ok
    failed += fact.detail.failed
  }
  const users = contextOf(world.process('users/traffic'), 'users')
  const clock = users ? users.now - world.now : 0
  const traffic: Pick<Traffic, 'served' | 'targets'> = users?.traffic ?? { served: new Map(), targets: [] }
  const pods = new Set<string>()
  for (const served of traffic.served.values())
    for (const [pod, at] of served.pods) if (at - clock > since) pods.add(pod)
  const names = new Set(traffic.targets.map(({ service }) => service))
  const services = storedObjects<Service>(world, 'services').filter(({ metadata }) =>
    names.has(`${metadata.namespace}/${metadata.name}`)
  )
  const behind = storedObjects<Pod>(world, 'pods').filter(({ metadata }) =>
    services.some(
      ({ metadata: { namespace }, spec }) =>
        namespace === metadata.namespace &&
        Object.entries(spec.selector ?? {}).every(([name, value]) => metadata.labels?.[name] === value)
    )
  )
  const renewed = [...renewTimes(world)].filter(([lease, time]) => leases.get(lease) !== time).map(([lease]) => lease)
  const namesIn = (namespace: string): string[] =>
    renewed.filter((lease) => lease.startsWith(`${namespace}/`)).map((lease) => lease.slice(namespace.length + 1))
  const calm: Calm = {
    answered,
    failed,
    pods: pods.size,
    expectedPods: behind.length,
    services: traffic.targets.length,
    nodes: namesIn('kube-node-lease'),
    leaders: namesIn('kube-system')
  }
  return { status: 'ok', evidence: `${text(question.patience)} in which nobody did anything`, reached: {}, calm }
}
