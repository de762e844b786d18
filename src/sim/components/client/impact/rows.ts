import { seconds, toSeconds, type Micros } from '../../../../base/time'
import type { Client } from '../context'
import { okPercent, outageOf } from '../traffic'
import { judge } from './experiments'
import type { Judged, Seen, SeenNode } from './state'

/**
 * What each row of the impact table is judged by: observations of a prober outside the cluster, never by knowledge of
 * what failed.
 */
export const rows: readonly {
  readonly id: string
  readonly title: string
  readonly judge: (context: Client) => Judged
}[] = [
  { id: 'running-pods', title: 'Running Pods', judge: runningPods },
  { id: 'services', title: 'Services', judge: services },
  {
    id: 'new-deployments',
    title: 'New Deployments',
    judge: ({ impact }) => impact.experiments['new-deployments'].judged
  },
  { id: 'scaling', title: 'Scaling', judge: ({ impact }) => impact.experiments.scaling.judged },
  { id: 'pod-restart', title: 'Pod Restart', judge: ({ impact }) => impact.experiments['pod-restart'].judged },
  { id: 'kubectl', title: 'kubectl', judge: ({ impact }) => impact.experiments.kubectl.judged },
  { id: 'self-healing', title: 'Self-Healing', judge: ({ impact }) => impact.experiments['self-healing'].judged },
  { id: 'cluster-state', title: 'Cluster State', judge: clusterState },
  { id: 'master', title: 'Master', judge: controlPlane },
  { id: 'cluster-operations', title: 'Cluster Operations', judge: controlPlane },
  { id: 'etcd-quorum', title: 'etcd Quorum', judge: quorum },
  { id: 'api-requests', title: 'API Requests', judge: apiRequests },
  { id: 'failed-worker-pods', title: 'Failed Worker Pods', judge: failedPods },
  { id: 'pod-rescheduling', title: 'Pod Rescheduling', judge: rescheduling },
  { id: 'other-workers', title: 'Other Workers', judge: otherWorkers },
  { id: 'recovery-time', title: 'Recovery Time', judge: recoveryTime },
  { id: 'failure-detection', title: 'Failure Detection', judge: detection },
  { id: 'decision-making', title: 'Decision Making', judge: decision },
  { id: 'resilience', title: 'Resilience', judge: resilience },
  { id: 'manual-intervention', title: 'Manual Intervention', judge: intervention }
]

/** What the API showed is not news any more after this time. */
const stale = seconds(10)

function seenOf({ impact: { seen }, now }: Client): Seen | Judged {
  if (!seen) return judge('unknown', 'the API has not answered yet')
  return now - seen.at < stale ? seen : judge('unknown', `the API last showed it ${text(now - seen.at)} ago`)
}
const isJudged = (found: Seen | Judged): found is Judged => 'evidence' in found

const text = (duration: Micros): string => `${toSeconds(duration).toFixed(1)} s`
const lostNodes = ({ impact }: Client): readonly SeenNode[] => impact.seen?.nodes.filter(({ ready }) => !ready) ?? []
const names = (nodes: readonly { name: string }[]): string => nodes.map(({ name }) => name).join(', ')

/** How many different pods answered users in the last ten seconds, beside how many should. */
function runningPods({ traffic, impact, now }: Client): Judged {
  if (!traffic.target) return judge('unknown', 'no users')
  const served = [...traffic.pods.values()].filter((at) => now - at < seconds(10)).length
  const expected = impact.seen?.desired ?? served
  const evidence = `${served} of ${expected} pods answered users in the last 10 s`
  return judge(served === 0 ? 'failed' : served < expected ? 'degraded' : 'ok', evidence)
}

function services({ traffic, now }: Client): Judged {
  if (!traffic.target) return judge('unknown', 'no users')
  const percent = okPercent(traffic, now, 5)
  const evidence = `${percent.toFixed(1)} % of users' requests answered in the last 5 s`
  return judge(percent > 99.9 ? 'ok' : percent > 0 ? 'degraded' : 'failed', evidence)
}

/** Can what the cluster knows be read? */
function clusterState({ api: { read }, now }: Client): Judged {
  const ago = now - read.lastOk
  if (ago < seconds(1)) return judge('ok', `last read through the API ${text(ago)} ago`)
  return judge('failed', `nothing could be read for ${text(ago)}${read.lastError ? `: ${read.lastError}` : ''}`)
}

/** Does the control plane as a whole do its work: API, controllers, scheduler? */
function controlPlane({ operational, now, api }: Client): Judged {
  const { troubleSince, why } = operational
  if (troubleSince === null) return judge('ok', 'the API answers, both leader leases are renewed')
  const lasts = text(now - troubleSince)
  const isDown = now - api.write.lastOk > seconds(2)
  return judge(isDown ? 'failed' : 'degraded', `for ${lasts}: ${why}`)
}

/** A write is acknowledged only by a quorum. */
function quorum({ api: { write }, now }: Client): Judged {
  const ago = now - write.lastOk
  const longest = write.longestOutage > 0 ? `; longest gap ${text(write.longestOutage)}` : ''
  return ago < seconds(1)
    ? judge('ok', `last committed write ${text(ago)} ago${longest}`)
    : judge('failed', `no write was committed for ${text(ago)}`)
}

/** Share of new connections whose request was answered. */
function apiRequests({ api, now }: Client): Judged {
  const recent = api.recent.filter(({ second }) => second >= Math.floor(now / 1_000_000) - 5)
  const ok = recent.reduce((sum, bucket) => sum + bucket.ok, 0)
  const all = ok + recent.reduce((sum, bucket) => sum + bucket.failed, 0)
  if (all === 0) return judge('unknown', 'no probe came back in the last 5 s')
  const percent = (100 * ok) / all
  const evidence = `${percent.toFixed(0)} % of ${all} probes, each on a new connection, answered in the last 5 s`
  return judge(percent > 99.9 ? 'ok' : percent > 0 ? 'degraded' : 'failed', evidence)
}

/** What the API says of pods on nodes that are not ready. */
function failedPods(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const lost = lostNodes(context)
  const there = seen.pods.filter(({ node }) => lost.some(({ name }) => name === node))
  if (lost.length === 0) return judge('ok', 'no node is NotReady')
  const terminating = there.filter((pod) => pod.terminating).length
  const evidence = `${there.length} pods on ${names(lost)}: ${terminating} Terminating, ${there.length - terminating} still bound`
  return judge(there.length > 0 ? 'degraded' : 'ok', evidence)
}

/** Are as many pods ready on ready nodes as are wanted? */
function rescheduling(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const lost = lostNodes(context)
  const well = seen.pods.filter(
    (pod) => pod.ready && !pod.terminating && !lost.some(({ name }) => name === pod.node)
  ).length
  const evidence = `${well} of ${seen.desired} pods ready on nodes that are Ready`
  return judge(well >= seen.desired ? 'ok' : 'degraded', evidence)
}

function otherWorkers(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const ready = seen.nodes.filter((node) => node.ready && !node.isMaster)
  const pods = seen.pods.filter((pod) => !pod.terminating && ready.some(({ name }) => name === pod.node))
  const bad = pods.filter((pod) => !pod.ready).length
  const evidence = `${ready.length} workers Ready with ${pods.length - bad} of ${pods.length} pods ready`
  return judge(ready.length === 0 ? 'failed' : bad > 0 ? 'degraded' : 'ok', evidence)
}

/** Times that users and clients of the API really lost. */
function recoveryTime({ traffic, api, service, operational, now }: Client): Judged {
  const since = service.degradedSince
  const parts = [
    `users without any answer ${text(outageOf(traffic, now))}`,
    `API without a write ${text(Math.max(api.write.longestOutage, now - api.write.lastOk > seconds(1) ? now - api.write.lastOk : 0))}`
  ]
  if (since !== null) parts.push(`Service not whole for ${text(now - since)} so far`)
  else if (service.longest > 0) parts.push(`Service not whole for ${text(service.longest)}`)
  if (operational.troubleSince !== null)
    parts.push(`control plane not whole for ${text(now - operational.troubleSince)} so far`)
  else if (operational.longest > 0) parts.push(`control plane not whole for ${text(operational.longest)}`)
  return judge(since !== null || operational.troubleSince !== null ? 'degraded' : 'ok', parts.join('; '))
}

/** From users' first lost request to the node's NotReady. */
function detection(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const [node] = lostNodes(context)
  const { firstFailure } = context.service
  if (!node)
    return firstFailure === null
      ? judge('ok', 'every node is Ready')
      : judge(
          'degraded',
          `users lost requests ${text(context.now - firstFailure)} ago; every node is still Ready in the API`
        )
  const took =
    firstFailure === null ? '' : ` ${text(Math.max(0, node.since - firstFailure))} after users' first lost request`
  return judge('ok', `${node.name} is NotReady${took}`)
}

/** From NotReady to the NoExecute taint, which decides that pods go. */
function decision(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const [node] = lostNodes(context)
  if (!node) return judge('ok', 'nothing to decide: every node is Ready')
  if (node.taintedAt === 0)
    return judge(
      'degraded',
      `${node.name} is NotReady for ${text(context.now - node.since)}, not yet tainted NoExecute`
    )
  return judge('ok', `${node.name} tainted NoExecute ${text(node.taintedAt - node.since)} after it became NotReady`)
}

/** What a lost node costs users now. */
function resilience(context: Client): Judged {
  const users = services(context)
  const seen = seenOf(context)
  const lost = isJudged(seen) ? '' : `${lostNodes(context).length} nodes NotReady; `
  return judge(users.status, lost + users.evidence)
}

/** What stays broken until a person comes. */
function intervention(context: Client): Judged {
  const seen = seenOf(context)
  if (isJudged(seen)) return seen
  const lost = lostNodes(context)
  return lost.length === 0
    ? judge('ok', 'nothing is left to repair: every node is Ready')
    : judge('degraded', `${names(lost)} NotReady: a person must bring it back`)
}
