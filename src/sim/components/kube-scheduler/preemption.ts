import { asksForDevices } from './devices/claims'
import { selects } from '../../api/labels'
import type { Prng } from '../../../base/prng'
import { fitError } from './framework/fit-error'
import { runFilterWithNominated, Trial, type FilterStates } from './framework/cycle'
import { withoutPod, type NodeInfo } from './framework/node-info'
import { namespaceOf, type PodInfo } from './framework/pod-info'
import { byImportance } from './framework/importance'
import type { Snapshot, Status } from './framework/types'
import type { Diagnosis } from './schedule'
import { preferredCandidates } from './pick-candidate'

/** A node that would fit the pod if these pods were gone. */
export interface Candidate {
  readonly node: string
  /** Those protected by a disruption budget first, then by falling importance. */
  readonly victims: readonly PodInfo[]
  readonly numPDBViolations: number
}

export interface Preemption {
  readonly eligible: boolean
  /** Why not eligible. */
  readonly reason?: string
  readonly candidates: readonly Candidate[]
  /** Candidates equal by all criteria; any may be taken. */
  readonly acceptable: readonly Candidate[]
  /** Nodes tried in vain, or not worth trying, and why. */
  readonly statuses: ReadonlyMap<string, Status>
  /** What the FailedScheduling text gets appended; empty when there is a candidate. */
  readonly message: string
}

const notHelpful: Status = {
  code: 'UnschedulableAndUnresolvable',
  plugin: '',
  reasons: ['Preemption is not helpful for scheduling']
}

const noVictims: Status = {
  code: 'UnschedulableAndUnresolvable',
  plugin: '',
  reasons: ['No preemption victims found for incoming pod']
}

const none = { candidates: [], acceptable: [] } as const

/**
 * Which pods could be evicted where to make room. Models framework/preemption/preemption.go and plugins/defaultpreemption.
 * @param offset index of the first node tried (the real one draws it), which matters only when there are more nodes than candidates wanted
 */
export function preempt(pod: PodInfo, diagnosis: Diagnosis, snapshot: Snapshot, offset = 0): Preemption {
  const { statuses, states } = diagnosis
  // DynamicResources finds nothing of its own PreFilter, which was not reached, and preemption is not asked any more.
  if (snapshot.release !== '1.25' && diagnosis.preFilter && diagnosis.preFilter.plugin !== 'DynamicResources')
    return { ...none, eligible: true, statuses: new Map(), message: 'not found' }
  const reason = ineligible(pod, statuses, snapshot)
  // DynamicResources is asked before DefaultPreemption, and says so.
  const ofClaims = asksForDevices(pod) && !diagnosis.preFilter ? 'still not schedulable' : 'no new claims to deallocate'
  const said = snapshot.release === '1.25' ? 'preemption: ' : `${ofClaims}, preemption: `
  if (reason !== undefined)
    return { ...none, eligible: false, reason, statuses: new Map(), message: `${said}${reason}` }

  const verdicts = new Map<string, Status>()
  const promising: NodeInfo[] = []
  for (const node of snapshot.nodes) {
    if (statuses.get(node.name)?.code === 'UnschedulableAndUnresolvable') verdicts.set(node.name, notHelpful)
    // A node that was never tried may help for all that is known.
    else promising.push(node)
  }

  // Without the states of a complete PreFilter the real one's trial fails on any node that has pods to take away, and
  // an error adds nothing to the text.
  if (diagnosis.preFilter && promising.some(({ pods }) => pods.some((each) => each.priority < pod.priority)))
    return { ...none, eligible: true, statuses: verdicts, message: '' }

  const wanted = Math.min(promising.length, Math.max(Math.trunc(promising.length / 10), 100))
  const violating: Candidate[] = []
  const clean: Candidate[] = []
  for (let i = 0; i < promising.length; i++) {
    const node = promising[(offset + i) % promising.length]!
    const result = selectVictims(node, pod, states, snapshot)
    if ('code' in result) verdicts.set(node.name, result)
    else (result.numPDBViolations === 0 ? clean : violating).push(result)
    if (clean.length > 0 && clean.length + violating.length >= wanted) break
  }
  const candidates = [...clean, ...violating]
  if (candidates.length > 0)
    return { eligible: true, candidates, acceptable: preferredCandidates(candidates), statuses: verdicts, message: '' }
  const message = `${said}${fitError(verdicts.size, verdicts.values())}`
  return { ...none, eligible: true, statuses: verdicts, message }
}

export const randomOffset = (rng: Prng, nodes: number): number => (nodes > 0 ? rng.below(nodes) : 0)

function ineligible(pod: PodInfo, statuses: ReadonlyMap<string, Status>, snapshot: Snapshot): string | undefined {
  if (pod.pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.'
  const nominated = pod.pod.status.nominatedNodeName
  if (!nominated || statuses.get(nominated)?.code === 'UnschedulableAndUnresolvable') return undefined
  const leaving = snapshot.byName.get(nominated)?.pods.some((each) => each.terminating && each.priority < pod.priority)
  return leaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined
}

/**
 * The fewest, least important pods whose absence makes the pod fit: take all of lower priority away, then put back,
 * the most important first, each that leaves the pod fitting. Models default_preemption.go SelectVictimsOnNode.
 */
function selectVictims(node: NodeInfo, pod: PodInfo, states: FilterStates, snapshot: Snapshot): Candidate | Status {
  const lower = node.pods.filter((each) => each.priority < pod.priority)
  if (lower.length === 0) return noVictims
  const trial = new Trial(node, pod, states, snapshot)
  const fits = () => runFilterWithNominated(trial.node, pod, trial.states, snapshot)
  for (const each of lower) trial.remove(each, withoutPod(trial.node, each.key))
  const status = fits()
  if (status) return status

  const [violating, others] = splitByBudget([...lower].sort(byImportance), snapshot)
  const victims: PodInfo[] = []
  let numPDBViolations = 0
  const reprieve = (each: PodInfo): boolean => {
    const without = trial.node
    trial.add(each)
    if (!fits()) return true
    trial.remove(each, without)
    victims.push(each)
    return false
  }
  for (const each of violating) if (!reprieve(each)) numPDBViolations += 1
  for (const each of others) reprieve(each)
  if (victims.length === 0)
    return { code: 'Error', plugin: '', reasons: [`expected at least one victim pod on node "${node.name}"`] }
  return {
    node: node.name,
    victims: snapshot.release === '1.36' ? [...victims].sort(byImportance) : victims,
    numPDBViolations
  }
}

/** Models filterPodsWithPDBViolation: budgets are used up by the most important pods first. */
function splitByBudget(pods: readonly PodInfo[], { listers }: Snapshot): [PodInfo[], PodInfo[]] {
  const budgets = [...listers.podDisruptionBudgets.values()].map((budget) => ({
    budget,
    left: budget.status.disruptionsAllowed
  }))
  const violating: PodInfo[] = []
  const others: PodInfo[] = []
  for (const pod of pods) {
    let violates = false
    for (const each of budgets) {
      const { spec, status } = each.budget
      const { matchLabels, matchExpressions } = spec.selector ?? {}
      const isEmpty = Object.keys(matchLabels ?? {}).length === 0 && !matchExpressions?.length
      if (isEmpty || Object.keys(pod.labels).length === 0) continue
      if (namespaceOf(each.budget) !== pod.namespace || !selects(spec.selector, pod.labels)) continue
      if (status.disruptedPods?.[pod.pod.metadata.name] !== undefined) continue
      each.left -= 1
      if (each.left < 0) violates = true
    }
    ;(violates ? violating : others).push(pod)
  }
  return [violating, others]
}
