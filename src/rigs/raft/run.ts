import { fail, ok, type Result } from '../../base/result'
import * as raft from '../../sim/components/etcd/raft'
import { calm, compact, emptyMember, firstMember, handleReady, started, type Member } from './member'
import { createNetwork, isCut, takeMessages, transmit } from './network'
import type { Scenario, Step } from './scenario'
import { stateOf } from './state'
import { traceOf } from './trace'

/** What became of a scenario, in the recordings' form. */
export interface Outcome {
  readonly id: string
  readonly checkpoints: Readonly<Record<string, unknown>>
  readonly expected: unknown
  /** Every message that was delivered or lost, in order. */
  readonly messages: readonly string[]
}

/** A group that is still busy after so many rounds, or that sent so many messages, never comes to rest. */
const most = { rounds: 10_000, messages: 500_000 }

/** Runs a scenario on the Raft that the simulated etcd members run. What the library panics at is an error. */
export function runScenario(scenario: Scenario): Result<Outcome> {
  try {
    return ok(run(scenario))
  } catch (error) {
    if (error instanceof raft.Panic) return fail(`${scenario.id}: Raft panics: ${error.message}.`)
    throw error
  }
}

function run({ id, config, steps }: Scenario): Outcome {
  const members = new Map<number, Member>()
  for (let one = 1; one <= config.nodes; one++) members.set(one, firstMember(one, config))
  const network = createNetwork()
  const checkpoints: Record<string, unknown> = {}
  const trace: string[] = []

  const up = (one: number): Member | undefined => {
    const member = members.get(one)
    return member?.node ? member : undefined
  }

  /** Takes messages out of the network: to their member, or (`lost`) to nobody. Gives whether there were any. */
  function take(to: number, from: number | undefined, lost: boolean): boolean {
    const messages = takeMessages(network, to, from)
    for (const message of messages) {
      const member = up(to)
      const dropped = lost || !member || isCut(network, message.from, to)
      trace.push(`${members.has(to) ? (dropped ? 'drop ' : '') : 'absent '}${traceOf(message)}`)
      if (trace.length > most.messages) throw new raft.Panic(`more than ${most.messages} messages`)
      if (!member || dropped) continue
      raft.receive(member.node!, message)
      calm(member)
    }
    return messages.length > 0
  }
  function ready(member: Member | undefined): boolean {
    if (!member || !raft.hasReady(member.node!)) return false
    transmit(network, handleReady(member))
    return true
  }
  function stabilize(ids: readonly number[]): void {
    for (let round = 0; round < most.rounds; round++) {
      let busy = false
      for (const one of ids) if (ready(up(one))) busy = true
      for (const one of ids) if (take(one, undefined, false)) busy = true
      if (!busy) return
    }
  }
  const states = () => Object.fromEntries([...members].map(([one, member]) => [one, stateOf(member)]))

  for (const step of steps) {
    switch (step.op) {
      case 'deliver':
      case 'drop':
        for (const one of step.to) take(one, step.from, step.op === 'drop')
        break
      case 'stabilize':
        stabilize((step.nodes ?? [...members.keys()]).toSorted((a, b) => a - b))
        break
      case 'addEmptyNode':
        members.set(members.size + 1, emptyMember(members.size + 1, config))
        break
      case 'partition':
        network.groups = step.groups
        break
      case 'heal':
        network.groups = []
        break
      case 'check':
        checkpoints[step.label] = states()
        break
      case 'restart': {
        const member = members.get(step.node)
        if (member && !member.node) started(member, config)
        break
      }
      case 'ready':
        ready(up(step.node))
        break
      case 'crash': {
        const member = up(step.node)
        if (!member) break
        member.node = null
        // What was under way to it is lost with it.
        take(step.node, undefined, true)
        break
      }
      default: {
        const member = up(step.node)
        if (!member) break
        act(member, step)
        calm(member)
      }
    }
  }
  return { id, checkpoints, expected: states(), messages: trace }
}

/** What is done to one member. A proposal that is dropped is dropped. */
function act(member: Member, step: Step): void {
  const node = member.node!
  switch (step.op) {
    case 'campaign':
      raft.campaignNow(node)
      break
    case 'propose':
      raft.propose(node, step.data)
      break
    case 'tick':
      for (let i = 0; i < step.count; i++) {
        raft.tick(node)
        calm(member)
      }
      break
    case 'setElectionTimeout':
      member.timeout = step.ticks
      break
    case 'confChange':
      // The single-step form knows no transition: raftpb/confchange.go ConfChange.AsV2.
      raft.proposeConfChange(node, { changes: step.changes, transition: step.v1 ? 'auto' : step.transition })
      break
    case 'transferLeader':
      raft.transferLeadership(node, step.to)
      break
    case 'forgetLeader':
      raft.forgetLeader(node)
      break
    case 'reportUnreachable':
      raft.reportUnreachable(node, step.peer)
      break
    case 'compact':
      compact(member, step.index)
      break
  }
}

/** Whether a run came out as recorded; null if the scenario says only what to do. */
export function isAsRecorded({ expected, checkpoints }: Scenario, outcome: Outcome): boolean | null {
  if (expected === undefined) return null
  return (
    canonical({ checkpoints: outcome.checkpoints, expected: outcome.expected }) === canonical({ checkpoints, expected })
  )
}

/** JSON whose keys are in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one
  )
