import { toSeconds, type Micros } from '../../base/time'
import type { ImpactView } from '../view/types'
import type { Answer, QuestionId } from './question'
import type { Seen } from './seen'

type Answers = Readonly<Record<QuestionId, Answer>>
type Judged = Pick<Answer, 'status' | 'evidence'>

interface RowSpec {
  readonly id: string
  readonly title: string
  /** The questions that it takes. */
  readonly needs: readonly QuestionId[]
  readonly judge: (answers: Answers, seen: Seen) => Judged
}

const judge = (status: Answer['status'], evidence: string): Judged => ({ status, evidence })
const text = (duration: Micros): string => `${toSeconds(duration).toFixed(1)} s`
const names = (nodes: readonly { readonly name: string }[]): string => nodes.map(({ name }) => name).join(', ')
const as =
  (id: QuestionId) =>
  (answers: Answers): Judged =>
    answers[id]
/** What is known through the API only: without it nobody knows. */
const ifReadable =
  (say: (seen: Seen, answers: Answers) => Judged) =>
  (answers: Answers, seen: Seen): Judged =>
    answers.read.status === 'failed' || answers.read.status === 'unknown'
      ? judge('unknown', `nobody can read it: ${answers.read.evidence}`)
      : say(seen, answers)

/** The document's rows first, by its words for them, then what else an operator asks. */
export const rowSpecs: readonly RowSpec[] = [
  { id: 'running-pods', title: 'Running Pods', needs: ['calm'], judge: runningPods },
  { id: 'services', title: 'Services', needs: ['calm'], judge: services },
  { id: 'new-deployments', title: 'New Deployments', needs: ['new'], judge: as('new') },
  { id: 'scaling', title: 'Scaling', needs: ['scale'], judge: as('scale') },
  { id: 'pod-restart', title: 'Pod Restart', needs: ['restart'], judge: as('restart') },
  { id: 'kubectl', title: 'kubectl', needs: ['read', 'write'], judge: kubectl },
  { id: 'self-healing', title: 'Self-Healing', needs: ['heal'], judge: as('heal') },
  { id: 'cluster-state', title: 'Cluster State', needs: ['read'], judge: as('read') },
  { id: 'master', title: 'Master', needs: ['read', 'write', 'calm', 'new'], judge: controlPlane },
  {
    id: 'cluster-operations',
    title: 'Cluster Operations',
    needs: ['read', 'write', 'calm', 'new'],
    judge: controlPlane
  },
  { id: 'etcd-quorum', title: 'etcd Quorum', needs: ['write'], judge: as('write') },
  { id: 'api-requests', title: 'API Requests', needs: ['read'], judge: as('read') },
  { id: 'failed-worker-pods', title: 'Failed Worker Pods', needs: ['read'], judge: ifReadable(failedPods) },
  { id: 'pod-rescheduling', title: 'Pod Rescheduling', needs: ['read'], judge: ifReadable(rescheduling) },
  { id: 'other-workers', title: 'Other Workers', needs: ['read', 'calm'], judge: ifReadable(otherWorkers) },
  { id: 'recovery-time', title: 'Recovery Time', needs: ['calm'], judge: recoveryTime },
  { id: 'failure-detection', title: 'Failure Detection', needs: ['read', 'calm'], judge: ifReadable(detection) },
  { id: 'decision-making', title: 'Decision Making', needs: ['read'], judge: ifReadable(decision) },
  { id: 'resilience', title: 'Resilience', needs: ['calm'], judge: services },
  { id: 'manual-intervention', title: 'Manual Intervention', needs: ['read'], judge: intervention },
  { id: 'node-heartbeats', title: 'Node Heartbeats', needs: ['calm'], judge: heartbeats },
  { id: 'scheduling', title: 'Scheduling', needs: ['new'], judge: scheduling },
  { id: 'service-discovery', title: 'Service Discovery', needs: ['heal'], judge: discovery }
]

/** The table as far as its questions are answered. */
export function rowsOf(answers: Readonly<Partial<Record<QuestionId, Answer>>>, seen: Seen): ImpactView[] {
  return rowSpecs.map(({ id, title, needs, judge: say }) => {
    const open = needs.filter((question) => !answers[question])
    return open.length > 0
      ? { id, title, status: 'asking' as const, evidence: 'asking …' }
      : { id, title, ...say(answers as Answers, seen) }
  })
}

/** How many pods behind the Services answer users. */
function runningPods({ calm }: Answers, { running, usersUp, everServed, pods: { length: known } }: Seen): Judged {
  const { pods, expectedPods, services: targets } = calm.calm!
  if (running === 0)
    return known > 0 || everServed
      ? judge('failed', 'no container of a pod runs anywhere')
      : judge('unknown', 'there are no pods')
  if (targets === 0 || !usersUp) return judge('unknown', `${running} pods run; no user asks them for anything`)
  if (pods > expectedPods) return judge('ok', `${pods} pods answered users; the API knows of ${expectedPods}`)
  const evidence = `${pods} of ${expectedPods} pods behind the Services answered users`
  return judge(pods === 0 ? 'failed' : pods < expectedPods ? 'degraded' : 'ok', evidence)
}

function services({ calm }: Answers, { everServed, usersUp }: Seen): Judged {
  if (!usersUp) return judge('unknown', "the users' machine is down: nobody calls")
  const { answered, failed, services: targets } = calm.calm!
  const all = answered + failed
  if (targets === 0 || all === 0) {
    if (everServed) return judge('failed', 'the Services that users called are gone')
    return judge('unknown', 'no user calls a Service: none can be reached from outside, or there are no users')
  }
  const percent = (100 * answered) / all
  const evidence = `${answered} of ${all} users' requests answered in the next ten seconds`
  return judge(percent > 99.9 ? 'ok' : percent > 0 ? 'degraded' : 'failed', evidence)
}

function kubectl({ read, write }: Answers): Judged {
  const worst = (['failed', 'unknown', 'degraded', 'ok'] as const).find(
    (status) => read.status === status || write.status === status
  )!
  const half = worst === 'failed' && read.status !== write.status
  return judge(half ? 'degraded' : worst, `${read.evidence}; ${write.evidence}`)
}

/** Does the control plane do its work: API, etcd, controllers, scheduler? */
function controlPlane(answers: Answers): Judged {
  const { read, write, calm } = answers
  if (read.status === 'unknown') return read
  if (read.status === 'failed') return read
  if (write.status === 'failed') return write
  const leaders = calm.calm!.leaders
  const idle = ['kube-controller-manager', 'kube-scheduler'].filter((name) => !leaders.includes(name))
  if (idle.length > 0) return judge('degraded', `nobody leads as ${idle.join(' and ')}: no lease was renewed`)
  if (answers.new.reached.scheduled === undefined) return judge('degraded', answers.new.evidence)
  const late = [read, write, answers.new].find(({ status }) => status === 'degraded')
  return late ?? judge('ok', 'reads and writes are answered, leader leases are renewed, a new pod is created and bound')
}

/** What the API says of pods on nodes that are not ready. */
function failedPods({ nodes, pods }: Seen): Judged {
  const lost = nodes.filter(({ ready }) => !ready)
  if (lost.length === 0) return judge('ok', 'no node is NotReady')
  const there = pods.filter(({ node }) => lost.some(({ name }) => name === node))
  const terminating = there.filter((pod) => pod.terminating).length
  const evidence = `${there.length} pods on ${names(lost)}: ${terminating} Terminating, ${there.length - terminating} still bound`
  return judge(there.length > 0 ? 'degraded' : 'ok', evidence)
}

/** Are as many pods ready on ready nodes as are wanted? */
function rescheduling({ nodes, pods, desired }: Seen): Judged {
  const well = pods.filter(
    (pod) => pod.ready && !pod.terminating && nodes.some(({ name, ready }) => ready && name === pod.node)
  ).length
  if (desired === 0) return judge('unknown', 'the API knows of no pods that are wanted')
  const evidence = `${well} of ${desired} pods ready on nodes that are Ready`
  return judge(well >= desired ? 'ok' : well === 0 ? 'failed' : 'degraded', evidence)
}

function otherWorkers({ nodes, pods }: Seen, { calm }: Answers): Judged {
  const renewed = calm.calm!.nodes
  const ready = nodes.filter((node) => node.ready && !node.isMaster)
  const silent = ready.filter(({ name }) => !renewed.includes(name))
  const there = pods.filter((pod) => !pod.terminating && ready.some(({ name }) => name === pod.node))
  const bad = there.filter((pod) => !pod.ready).length
  const heard = silent.length > 0 ? `; no heartbeat of ${names(silent)}` : ''
  const evidence = `${ready.length} workers Ready with ${there.length - bad} of ${there.length} pods ready${heard}`
  return judge(ready.length === silent.length ? 'failed' : bad + silent.length > 0 ? 'degraded' : 'ok', evidence)
}

/** What users and operators have lost so far. */
function recoveryTime(answers: Answers, seen: Seen): Judged {
  const { longestOutage, degradedFor, controlPlane } = seen
  const parts = [
    `users without any answer for ${text(longestOutage)}`,
    ...(degradedFor === null ? [] : [`a Service is not whole for ${text(degradedFor)} so far`]),
    ...(controlPlane === null
      ? []
      : [
          controlPlane.over
            ? `the control plane was not whole for ${text(controlPlane.for)}`
            : `the control plane is not whole for ${text(controlPlane.for)} so far`
        ])
  ]
  const { status } = services(answers, seen)
  const lasts = degradedFor !== null || controlPlane?.over === false
  return judge(status === 'ok' && lasts ? 'degraded' : status, parts.join('; '))
}

/** From users' first lost request to the node's NotReady. */
function detection({ nodes, firstFailure, at }: Seen, { calm }: Answers): Judged {
  const [node] = nodes.filter(({ ready }) => !ready)
  if (!node) {
    const silent = nodes.filter(({ name }) => !calm.calm!.nodes.includes(name))
    if (silent.length === 0) return judge('ok', 'every node is Ready and renews its lease')
    const lost = firstFailure === null ? '' : `; users lost requests ${text(at - firstFailure)} ago`
    return judge('degraded', `${names(silent)} is silent and still Ready in the API${lost}`)
  }
  const took =
    firstFailure === null ? '' : ` ${text(Math.max(0, node.since - firstFailure))} after users' first lost request`
  return judge('ok', `${node.name} is NotReady${took}`)
}

/** From NotReady to the NoExecute taint, which decides that pods go. */
function decision({ nodes, at }: Seen): Judged {
  const [node] = nodes.filter(({ ready }) => !ready)
  if (!node) return judge('ok', 'nothing to decide: every node is Ready')
  if (node.taintedAt === null)
    return judge('degraded', `${node.name} is NotReady for ${text(at - node.since)}, not yet tainted NoExecute`)
  return judge('ok', `${node.name} tainted NoExecute ${text(node.taintedAt - node.since)} after it became NotReady`)
}

/** What stays broken until a person comes. */
function intervention({ read }: Answers, { nodes, down }: Seen): Judged {
  const lost = nodes.filter(({ ready }) => !ready).map(({ name }) => name)
  const broken = [...new Set([...down, ...lost])].join(', ')
  if (read.status === 'failed' || read.status === 'unknown')
    return judge('failed', `nobody reaches the API until a person brings back ${broken || 'the way to it'}`)
  return broken === ''
    ? judge('ok', 'nothing is left to repair')
    : judge('degraded', `${broken}: a person must bring it back`)
}

function heartbeats({ calm }: Answers, { nodes }: Seen): Judged {
  const renewed = calm.calm!.nodes
  if (nodes.length === 0) return judge('unknown', 'the cluster has no nodes')
  const heard = nodes.filter(({ name }) => renewed.includes(name)).length
  const evidence = `${heard} of ${nodes.length} nodes renewed their lease in the next ${text(13_000_000)}`
  return judge(heard === 0 ? 'failed' : heard < nodes.length ? 'degraded' : 'ok', evidence)
}

function scheduling(answers: Answers): Judged {
  const { reached, status, evidence } = answers.new
  if (status === 'unknown' || reached.scheduled === undefined)
    return judge(status === 'unknown' ? 'unknown' : 'failed', evidence)
  return judge(status === 'degraded' ? 'degraded' : 'ok', `a new pod was bound after ${text(reached.scheduled)}`)
}

function discovery({ heal }: Answers): Judged {
  const { reached, status, evidence } = heal
  if (status === 'unknown') return heal
  if (reached.endpoints === undefined)
    return judge('failed', reached.ready === undefined ? evidence : 'the new pod became no endpoint')
  return judge('ok', `the pod that replaces a deleted one was an endpoint ${text(reached.endpoints)} after`)
}
