import { fail, ok, type Result } from '../base/result'
import {
  brokenRelation,
  checkFault,
  clocksAhead,
  parseFault,
  type Fault,
  type Flags,
  type KubectlCommand,
  type RunSpec
} from '../sim/first'
import { parseCommand } from './commands'
import { checkFlag, defaultFlags } from './flags'
import { profiles, type ProfileId } from './profiles'
import type { Scenario } from './types'

/** What a scenario asks of the simulator, or one sentence about what does not fit. */
export function prepare(scenario: Scenario): Result<RunSpec> {
  const flags = { ...changedFlags(scenario.profile, scenario.cluster.masters), ...scenario.flags }
  const unknown = Object.keys(scenario.cluster.sizes ?? {}).find((machine) => !isThere(machine, scenario.cluster))
  if (unknown !== undefined) return fail(`Size of '${unknown}': the cluster has no such machine.`)
  const faults: Fault[] = []
  for (const text of scenario.faults) {
    const fault = parseFault(text)
    if (!fault.ok) return fault
    faults.push(fault.value)
  }
  for (const fault of faults) {
    const checked = checkFault(fault, scenario.cluster, flags, faults)
    if (!checked.ok) return checked
  }
  const added = faults.flatMap((fault) => (fault.kind === 'add' ? [fault.machine] : []))
  const kubectl: KubectlCommand[] = []
  for (const text of scenario.commands) {
    const command = parseCommand(text)
    if (!command.ok) return command
    const { on } = command.value
    if (on !== undefined && on !== 'lb' && on !== 'users' && !added.includes(on) && !isThere(on, scenario.cluster))
      return fail(`The cluster has no machine '${on}'.`)
    kubectl.push(command.value)
  }
  for (const [name, value] of Object.entries(scenario.flags)) {
    const flag = checkFlag(name, value)
    if (!flag.ok) return flag
  }
  const broken = brokenRelation(flags)
  if (broken !== '') return fail(broken)
  return ok({
    cluster: scenario.cluster,
    flags,
    seed: scenario.seed,
    // JSON is YAML, and needs no parser of it.
    manifests: scenario.workloads.map((object) => `${JSON.stringify(object)}\n`),
    kubectl,
    faults,
    ...(scenario.startsAt !== undefined && { clocksAhead: clocksAhead(scenario.startsAt) }),
    ...(scenario.outside && { outside: scenario.outside.map(({ at, ...act }) => ({ at, act })) })
  })
}

const isThere = (machine: string, { masters, workers }: Scenario['cluster']): boolean => {
  const [role, number] = machine.split('-')
  return Number(number) <= (role === 'master' ? masters : workers)
}

/** Every flag's value under a profile. */
export const profileFlags = (profile: ProfileId, masters: number): Flags => ({
  ...defaultFlags,
  ...changedFlags(profile, masters)
})

/** What a profile sets. The rest is left to each component's own defaults. */
export function changedFlags(profile: ProfileId, masters: number): Flags {
  const { flags, severalMasters } = profiles[profile]
  return { ...flags, ...(masters > 1 ? severalMasters : {}) }
}
