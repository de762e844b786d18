import * as raft from '../../sim/components/etcd/raft'
import type { Message } from '../../sim/components/etcd/raft'
import { calm, compact, emptyMember, firstMember, handleReady, started, type Member } from './member'
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

/** A group that is still busy after so many rounds never comes to rest. */
const mostRounds = 10_000

/** Runs a scenario on the Raft that the simulated etcd members run. */
export function runScenario({ id, config, steps }: Scenario): Outcome {
  const members = new Map<number, Member>()
  for (let one = 1; one <= config.nodes; one++) members.set(one, firstMember(one, config))
  const checkpoints: Record<string, unknown> = {}
  const trace: string[] = []
  let flying: Message[] = []
  let groups: readonly (readonly number[])[] = []

  const up = (one: number): Member | undefined => {
    const member = members.get(one)
    return member?.node ? member : undefined
  }
  const isCut = (from: number, to: number): boolean =>
    groups.length > 0 && !groups.some((group) => group.includes(from) && group.includes(to))
  const isFor = (to: readonly number[], from: number | undefined, message: Message): boolean =>
    to.includes(message.to) && (from === undefined || from === message.from)

  /** Takes messages out of the network: to their members, or (`lost`) to nobody. Gives how many. */
  function take(to: readonly number[], from: number | undefined, lost: boolean): number {
    const taken = flying.filter((message) => isFor(to, from, message))
    flying = flying.filter((message) => !isFor(to, from, message))
    for (const message of taken) {
      const member = up(message.to)
      const known = members.has(message.to)
      const drop = lost || !member || isCut(message.from, message.to)
      trace.push(`${known ? (drop ? 'drop ' : '') : 'absent '}${traceOf(message)}`)
      if (!member || drop) continue
      raft.receive(member.node!, message)
      calm(member)
    }
    return taken.length
  }
  function ready(member: Member | undefined): boolean {
    if (!member || !raft.hasReady(member.node!)) return false
    flying.push(...handleReady(member))
    return true
  }
  function stabilize(ids: readonly number[]): void {
    for (let round = 0; round < mostRounds; round++) {
      let busy = false
      for (const one of ids) if (ready(up(one))) busy = true
      for (const one of ids) if (take([one], undefined, false) > 0) busy = true
      if (!busy) return
    }
  }
  const states = () => Object.fromEntries([...members].map(([one, member]) => [one, stateOf(member)]))

  function network(step: Step): boolean {
    switch (step.op) {
      case 'deliver':
      case 'drop':
        for (const one of step.to) take([one], step.from, step.op === 'drop')
        return true
      case 'stabilize':
        stabilize(step.nodes ?? [...members.keys()])
        return true
      case 'addEmptyNode':
        members.set(members.size + 1, emptyMember(members.size + 1, config))
        return true
      case 'partition':
        groups = step.groups
        return true
      case 'heal':
        groups = []
        return true
      case 'check':
        checkpoints[step.label] = states()
        return true
      case 'restart': {
        const member = members.get(step.node)
        if (member && !member.node) started(member, config)
        return true
      }
    }
    return false
  }

  for (const step of steps) {
    if (network(step) || !('node' in step)) continue
    const member = up(step.node)
    if (!member) continue
    if (step.op === 'ready') ready(member)
    else if (step.op === 'compact') compact(member, step.index)
    else if (step.op === 'setElectionTimeout') member.timeout = step.ticks ?? step.timeout ?? Infinity
    else if (step.op === 'crash') {
      member.node = null
      // Its neighbours' messages that were under way are lost with it.
      take([step.node], undefined, true)
    } else act(member, step)
    calm(member)
  }
  return { id, checkpoints, expected: states(), messages: trace }
}

/** What is done to one member. */
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
    case 'confChange':
      raft.proposeConfChange(node, { changes: step.changes, transition: step.transition })
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
  }
}

/** Whether a run came out as recorded; null if the scenario says only what to do. */
export function isAsRecorded(scenario: Scenario): boolean | null {
  if (scenario.expected === undefined) return null
  const { checkpoints, expected } = runScenario(scenario)
  return (
    canonical({ checkpoints, expected }) ===
    canonical({ checkpoints: scenario.checkpoints, expected: scenario.expected })
  )
}

/** JSON whose keys are in order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one
  )
