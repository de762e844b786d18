import type { Container, PodSpec } from '../../types'

/** What a container's own rule says of an exit: `Restart` this container, or `RestartAllContainers` of its pod. */
interface RestartRule {
  readonly action: string
  readonly exitCodes?: { readonly operator?: string; readonly values?: readonly number[] }
}
/** What a container says of its restarts itself (ContainerRestartRules, on since 1.35). */
interface OwnRestarts {
  readonly restartPolicy?: string
  readonly restartPolicyRules?: readonly RestartRule[]
}

export const ownPolicyOf = (container: Container): string | undefined => (container as OwnRestarts).restartPolicy

const rulesOf = (container: Container): readonly RestartRule[] => (container as OwnRestarts).restartPolicyRules ?? []

/** The first of a container's rules that an exit code meets. Models pkg/api/v1/pod/util.go FindMatchingContainerRestartRule. */
function ruleFor(container: Container, exitCode: number): RestartRule | undefined {
  return rulesOf(container).find(({ exitCodes }) => {
    const isListed = (exitCodes?.values ?? []).includes(exitCode)
    return exitCodes?.operator === 'In' ? isListed : exitCodes?.operator === 'NotIn' && !isListed
  })
}

/** Whether a container that ended so starts again: by its rules, else by its own policy, else by its pod's. Models ContainerShouldRestart. */
export function startsAgain(container: Container, { restartPolicy = 'Always' }: PodSpec, exitCode: number): boolean {
  if (ruleFor(container, exitCode)) return true
  const policy = ownPolicyOf(container) ?? restartPolicy
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** Whether a container that is stopped for what it did (a probe failed) starts again. */
export const mayStartAgain = (container: Container, { restartPolicy = 'Always' }: PodSpec): boolean =>
  (ownPolicyOf(container) ?? restartPolicy) !== 'Never'

const all = 'RestartAllContainers'

/** Whether such an exit restarts its whole pod in its place. */
export const restartsAll = (container: Container, exitCode: number): boolean =>
  ruleFor(container, exitCode)?.action === all

/** Whether any exit of a pod's containers could restart them all: such pods have a condition for it. Models AllContainersCouldRestart. */
export const couldRestartAll = ({ containers, initContainers = [] }: PodSpec): boolean =>
  [...initContainers, ...containers].some((container) => rulesOf(container).some(({ action }) => action === all))
