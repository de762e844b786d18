import * as v from 'valibot'
import { fail, ok, type Result } from '../../base/result'

const count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(most))
const node = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))
const nodes = v.pipe(v.array(node), v.maxLength(100))
const change = v.object({ type: v.picklist(['addVoter', 'addLearner', 'remove', 'update']), node })

const step = v.variant('op', [
  v.object({ op: v.literal('campaign'), node }),
  v.object({ op: v.literal('ready'), node }),
  v.object({ op: v.literal('deliver'), to: nodes, from: v.optional(node) }),
  v.object({ op: v.literal('drop'), to: nodes, from: v.optional(node) }),
  v.object({ op: v.literal('stabilize'), nodes: v.optional(nodes) }),
  v.object({ op: v.literal('propose'), node, data: v.pipe(v.string(), v.maxLength(10_000)) }),
  v.object({ op: v.literal('tick'), node, count: v.optional(count(100_000), 1) }),
  v.pipe(
    // Upstream's tests call it timeout.
    v.object({
      op: v.literal('setElectionTimeout'),
      node,
      ticks: v.optional(count(100_000)),
      timeout: v.optional(count(100_000))
    }),
    v.check(({ ticks, timeout }) => (ticks ?? timeout) !== undefined, 'Expected "ticks"'),
    v.transform(({ op, node, ticks, timeout }) => ({ op, node, ticks: ticks ?? timeout! }))
  ),
  v.object({
    op: v.literal('confChange'),
    node,
    changes: v.pipe(v.array(change), v.maxLength(100)),
    transition: v.optional(v.picklist(['auto', 'implicit', 'explicit']), 'auto'),
    v1: v.optional(v.boolean())
  }),
  v.object({ op: v.literal('transferLeader'), node, to: node }),
  v.object({ op: v.literal('forgetLeader'), node }),
  v.object({ op: v.literal('reportUnreachable'), node, peer: node }),
  v.object({ op: v.literal('compact'), node, index: count(1_000_000) }),
  v.object({ op: v.literal('addEmptyNode') }),
  v.object({ op: v.literal('crash'), node }),
  v.object({ op: v.literal('restart'), node }),
  v.object({ op: v.literal('partition'), groups: v.pipe(v.array(nodes), v.maxLength(100)) }),
  v.object({ op: v.literal('heal') }),
  v.object({ op: v.literal('check'), label: v.string() })
])

/** Ticks of a leader are a heartbeat to each: more than this only fills the memory. */
const mostHeartbeats = 1_000_000

const plan = v.object({
  id: v.string(),
  title: v.optional(v.string(), ''),
  config: v.object({
    nodes: count(100),
    voters: v.optional(nodes, []),
    learners: v.optional(nodes, []),
    index: v.optional(count(1_000_000), 0),
    term: v.optional(count(1_000_000), 0),
    preVote: v.optional(v.boolean(), false),
    checkQuorum: v.optional(v.boolean(), false),
    stepDownOnRemoval: v.optional(v.boolean(), false),
    disableConfChangeValidation: v.optional(v.boolean(), false),
    readOnly: v.optional(v.picklist(['safe', 'lease']), 'safe'),
    inflight: v.optional(count(1_000_000)),
    maxSizePerMsg: v.optional(count(Number.MAX_SAFE_INTEGER)),
    maxCommittedSizePerReady: v.optional(count(Number.MAX_SAFE_INTEGER))
  }),
  steps: v.pipe(v.array(step), v.maxLength(10_000)),
  checkpoints: v.optional(v.record(v.string(), v.unknown())),
  expected: v.optional(v.unknown()),
  messages: v.nullish(v.array(v.string()))
})

const ticksOf = (steps: v.InferOutput<typeof step>[]): number =>
  steps.reduce((sum, one) => sum + (one.op === 'tick' ? one.count : 0), 0)

const scenario = v.pipe(
  plan,
  v.check(
    ({ config, steps }) => ticksOf(steps) * config.nodes <= mostHeartbeats,
    `Expected at most ${mostHeartbeats} ticks, times the nodes`
  )
)

const file = v.object({
  scenarios: v.pipe(v.array(scenario), v.minLength(1, 'Expected at least one scenario'), v.maxLength(10_000))
})

/** Inputs to members of a Raft group, one after the other; with what etcd's library did, if it was recorded. */
export type Scenario = v.InferOutput<typeof scenario>
export type Step = v.InferOutput<typeof step>

/** Reads a file of Raft scenarios, as strangers give it. */
export function readScenarios(text: string): Result<readonly Scenario[]> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail('it is not JSON; expected an object with scenarios.')
  }
  const result = v.safeParse(file, json, { abortEarly: true })
  if (result.success) return ok(result.output.scenarios)
  const [issue] = result.issues
  return fail(`${v.getDotPath(issue) ?? 'it'}: ${issue.message.replace(/\.$/, '')}.`)
}
