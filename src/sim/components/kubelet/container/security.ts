import type { Container as ContainerSpec, Pod } from '../../../api/types'
import type { CriCreateContainer } from '../../container-runtime/messages'

interface Security {
  readonly runAsUser?: number
  readonly runAsGroup?: number
  readonly runAsNonRoot?: boolean
  readonly readOnlyRootFilesystem?: boolean
  readonly fsGroup?: number
  readonly supplementalGroups?: readonly number[]
}

/** What a container says itself goes before what its pod says. Models pkg/securitycontext/util.go DetermineEffectiveSecurityContext. */
function securityOf(pod: Pod, spec: ContainerSpec): Security {
  const { securityContext: own } = spec as { readonly securityContext?: Security }
  return { ...(pod.spec as { readonly securityContext?: Security }).securityContext, ...own }
}

/** What the kubelet itself refuses, before the image's user is known. Models pkg/kubelet/kuberuntime/security_context.go verifyRunAsNonRoot. */
export const rootProblem = (pod: Pod, spec: ContainerSpec): string => {
  const { runAsNonRoot, runAsUser } = securityOf(pod, spec)
  return runAsNonRoot && runAsUser === 0 ? "container's runAsUser breaks non-root policy" : ''
}

/** `(pod: "web_default(UID)", container: app)` */
export const whose = ({ metadata }: Pod, { name }: ContainerSpec): string =>
  `(pod: "${metadata.name}_${metadata.namespace ?? 'default'}(${metadata.uid})", container: ${name})`

/** Who a container's process is, where it may write, and where it leaves its last word. */
export function processOf(pod: Pod, spec: ContainerSpec, node: string): NonNullable<CriCreateContainer['process']> {
  const { runAsUser, runAsGroup, runAsNonRoot, readOnlyRootFilesystem, fsGroup, supplementalGroups } = securityOf(
    pod,
    spec
  )
  const { terminationMessagePath: path = '/dev/termination-log', terminationMessagePolicy: policy } = spec as {
    readonly terminationMessagePath?: string
    readonly terminationMessagePolicy?: string
  }
  const { hostNetwork, hostname, setHostnameAsFQDN } = pod.spec as Pod['spec'] & {
    readonly setHostnameAsFQDN?: boolean
  }
  const name = hostNetwork ? node : setHostnameAsFQDN ? undefined : hostname
  const groups = [...(fsGroup === undefined ? [] : [fsGroup]), ...(supplementalGroups ?? [])]
  return {
    ...(name !== undefined && name !== '' && { hostname: name }),
    ...((runAsUser !== undefined || runAsGroup !== undefined || groups.length > 0) && {
      user: { uid: runAsUser ?? 0, gid: runAsGroup ?? 0, groups }
    }),
    ...(runAsNonRoot && runAsUser === undefined && { mustNotBeRoot: true }),
    ...(readOnlyRootFilesystem && { readOnly: true }),
    ...((path !== '/dev/termination-log' || policy === 'FallbackToLogsOnError') && {
      message: { path, fallsBack: policy === 'FallbackToLogsOnError' }
    })
  }
}
