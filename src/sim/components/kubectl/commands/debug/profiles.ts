import type { Flags } from './options'

interface SecurityContext {
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] }
  readonly privileged?: boolean
  readonly runAsUser?: number
  readonly [more: string]: unknown
}

/** A container as far as profiles change it. */
export interface Container {
  readonly name: string
  readonly securityContext?: SecurityContext
  readonly volumeMounts?: readonly object[]
  readonly [more: string]: unknown
}

type Texts = Readonly<Record<string, string>>

interface PodSpec {
  readonly containers: readonly Container[]
  readonly initContainers?: readonly Container[]
  readonly ephemeralContainers?: readonly Container[]
  readonly volumes?: readonly object[]
  readonly shareProcessNamespace?: boolean
  readonly securityContext?: { readonly runAsUser?: number }
  readonly [more: string]: unknown
}

/** A pod that is made or changed for debugging. */
export interface DebugPod {
  readonly metadata: {
    readonly name: string
    readonly namespace?: string
    readonly labels?: Texts
    readonly annotations?: Texts
    readonly [more: string]: unknown
  }
  readonly spec: PodSpec
  readonly [more: string]: unknown
}

/** What is debugged, and how. */
export type Style = 'node' | 'copy' | 'ephemeral'

type Change = (container: Container) => Container

/** One container, wherever in the pod it stands, is another. */
function changed(pod: DebugPod, name: string, change: Change): DebugPod {
  const each = (list: readonly Container[]) => list.map((one) => (one.name === name ? change(one) : one))
  const { containers, initContainers, ephemeralContainers } = pod.spec
  const spec = {
    ...pod.spec,
    containers: each(containers),
    ...(initContainers && { initContainers: each(initContainers) }),
    ...(ephemeralContainers && { ephemeralContainers: each(ephemeralContainers) })
  }
  return { ...pod, spec }
}

const secured =
  (change: (context: SecurityContext) => SecurityContext): Change =>
  (container) => ({ ...container, securityContext: change(container.securityContext ?? {}) })

const capable = (...names: readonly string[]): Change =>
  secured((context) => ({
    ...context,
    capabilities: { ...context.capabilities, add: [...(context.capabilities?.add ?? []), ...names] }
  }))

const cleared: Change = ({ securityContext: _, ...container }) => container as Container

const restricted: Change = (container) => ({
  ...container,
  securityContext: {
    runAsNonRoot: true,
    capabilities: { drop: ['ALL'] },
    allowPrivilegeEscalation: false,
    seccompProfile: { type: 'RuntimeDefault' }
  }
})

const inHost = (pod: DebugPod): DebugPod => ({
  ...pod,
  spec: { ...pod.spec, hostNetwork: true, hostPID: true, hostIPC: true }
})

function withRoot(pod: DebugPod, name: string): DebugPod {
  const { spec, ...rest } = changed(pod, name, (container) => ({
    ...container,
    volumeMounts: [...(container.volumeMounts ?? []), { name: 'host-root', mountPath: '/host' }]
  }))
  const volumes = [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }]
  return { ...rest, spec: { ...spec, volumes } }
}

/** A copy has only what was asked to be kept, and its containers see one another's processes. */
function stripped(pod: DebugPod, flags: Flags): DebugPod {
  const { labels, annotations, ...metadata } = pod.metadata
  const { initContainers, containers, ...spec } = pod.spec
  const bare = ({ livenessProbe, readinessProbe, startupProbe, ...container }: Container): Container =>
    ({
      ...container,
      ...(flags.keepLiveness && livenessProbe !== undefined && { livenessProbe }),
      ...(flags.keepReadiness && readinessProbe !== undefined && { readinessProbe }),
      ...(flags.keepStartup && startupProbe !== undefined && { startupProbe })
    }) as Container
  return {
    ...pod,
    metadata: {
      ...metadata,
      ...(flags.keepLabels && labels && { labels }),
      ...(flags.keepAnnotations && annotations && { annotations })
    },
    spec: {
      shareProcessNamespace: true,
      ...spec,
      containers: containers.map(bare),
      ...(flags.keepInitContainers && initContainers && { initContainers })
    }
  }
}

type Profile = (pod: DebugPod, name: string, style: Style, flags: Flags) => DebugPod

/** Models kubectl/pkg/cmd/debug/profiles.go. */
export const profiles: Readonly<Record<string, Profile>> = {
  legacy: (pod, name, style) => {
    if (style === 'node') return inHost(withRoot(pod, name))
    if (style === 'ephemeral') return pod
    const { labels: _, ...metadata } = pod.metadata
    return { ...pod, metadata: metadata as DebugPod['metadata'] }
  },
  general: (pod, name, style, flags) => {
    if (style === 'node') return inHost(changed(withRoot(pod, name), name, cleared))
    return changed(style === 'copy' ? stripped(pod, flags) : pod, name, capable('SYS_PTRACE'))
  },
  baseline: (pod, name, style, flags) => {
    const after = changed(pod, name, cleared)
    return style === 'copy' ? stripped(after, flags) : after
  },
  restricted: (pod, name, style, flags) => {
    const after = changed(pod, name, restricted)
    return style === 'copy' ? stripped(after, flags) : after
  },
  netadmin: (pod, name, style, flags) => {
    const after = changed(pod, name, capable('NET_ADMIN', 'NET_RAW'))
    if (style === 'node') return inHost(after)
    return style === 'copy' ? stripped(after, flags) : after
  },
  sysadmin: (pod, name, style, flags) => {
    const after = changed(
      pod,
      name,
      secured((context) => ({ ...context, privileged: true }))
    )
    if (style === 'node') return withRoot(inHost(after), name)
    return style === 'copy' ? stripped(after, flags) : after
  }
}
