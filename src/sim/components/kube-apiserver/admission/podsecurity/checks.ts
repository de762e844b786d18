import type { Container, Pod, PodSpec } from '../../../../api/types'

/** A rule of the Pod Security Standards that a pod breaks. */
export interface Violation {
  readonly reason: string
  readonly detail: string
}

type Check = (spec: PodSpec, pod: Pod) => Violation | null

const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(', ')
const plural = (word: string, values: readonly string[]): string =>
  `${word}${values.length === 1 ? '' : 's'} ${quoted(values)}`

/** All containers, in the order in which they are looked at. */
const containersOf = ({ initContainers = [], containers, ephemeralContainers = [] }: PodSpec): readonly Container[] => [
  ...initContainers,
  ...containers,
  ...(ephemeralContainers as Container[])
]

const bad = (spec: PodSpec, test: (container: Container) => boolean): string[] =>
  containersOf(spec)
    .filter(test)
    .map(({ name }) => name)

const found = (reason: string, parts: readonly string[]): Violation | null =>
  parts.length === 0 ? null : { reason, detail: parts.join('; ') }

const defaultCapabilities: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT'
])

const addedBeyond = (spec: PodSpec, allowed: ReadonlySet<string>) => {
  const names: string[] = []
  const values = new Set<string>()
  for (const { name, securityContext } of containersOf(spec)) {
    const beyond = (securityContext?.capabilities?.add ?? []).filter((one) => !allowed.has(one))
    if (beyond.length === 0) continue
    names.push(name)
    for (const one of beyond) values.add(one)
  }
  return names.length === 0
    ? []
    : [
        `${plural('container', names)} must not include ${quoted([...values].sort())} in securityContext.capabilities.add`
      ]
}

const hostNamespaces: Check = ({ hostNetwork, hostPID, hostIPC }) =>
  found(
    'host namespaces',
    [
      [hostNetwork, 'hostNetwork=true'],
      [hostPID, 'hostPID=true'],
      [hostIPC, 'hostIPC=true']
    ].some(([is]) => is)
      ? [
          [hostNetwork && 'hostNetwork=true', hostPID && 'hostPID=true', hostIPC && 'hostIPC=true']
            .filter(Boolean)
            .join(', ')
        ]
      : []
  )

const hostPathVolumes: Check = ({ volumes = [] }) => {
  const names = volumes.filter(({ hostPath }) => hostPath).map(({ name }) => name)
  return found('hostPath volumes', names.length === 0 ? [] : [plural('volume', names)])
}

const hostPorts: Check = (spec) => {
  const names: string[] = []
  const ports = new Set<number>()
  for (const { name, ports: own = [] } of containersOf(spec)) {
    const used = own.flatMap(({ hostPort }) => (hostPort ? [hostPort] : []))
    if (used.length > 0) names.push(name)
    for (const port of used) ports.add(port)
  }
  const list = [...ports].map(String).sort()
  return found(
    'hostPort',
    names.length === 0
      ? []
      : [
          `${plural('container', names)} ${names.length === 1 ? 'uses' : 'use'} hostPort${list.length === 1 ? '' : 's'} ${list.join(', ')}`
        ]
  )
}

const privileged: Check = (spec) => {
  const names = bad(spec, ({ securityContext }) => securityContext?.privileged === true)
  return found(
    'privileged',
    names.length === 0 ? [] : [`${plural('container', names)} must not set securityContext.privileged=true`]
  )
}

const procMount: Check = (spec) => {
  const isBad = ({ securityContext }: Container) =>
    securityContext?.procMount !== undefined && securityContext.procMount !== 'Default'
  const names = bad(spec, isBad)
  const values = [
    ...new Set(
      containersOf(spec)
        .filter(isBad)
        .map(({ securityContext }) => securityContext!.procMount!)
    )
  ]
  return found(
    'procMount',
    names.length === 0
      ? []
      : [`${plural('container', names)} must not set securityContext.procMount to ${quoted(values.sort())}`]
  )
}

const profileOf = (context: { seccompProfile?: { type: string } } | undefined): string | undefined =>
  context?.seccompProfile?.type
const isKnown = (type: string): boolean => type === 'RuntimeDefault' || type === 'Localhost'

/** What is set to a profile that is not allowed. */
function badProfiles(spec: PodSpec): string[] {
  const parts: string[] = []
  const own = profileOf(spec.securityContext)
  const isBad = (type: string | undefined) => type !== undefined && !isKnown(type)
  if (isBad(own)) parts.push(`pod must not set securityContext.seccompProfile.type to ${JSON.stringify(own)}`)
  const names = bad(spec, ({ securityContext }) => isBad(profileOf(securityContext)))
  const values = [...new Set(containersOf(spec).flatMap(({ securityContext }) => profileOf(securityContext) ?? []))]
    .filter(isBad)
    .sort()
  if (names.length > 0)
    parts.push(`${plural('container', names)} must not set securityContext.seccompProfile.type to ${quoted(values)}`)
  return parts
}

const seccompBaseline: Check = (spec) => found('seccompProfile', badProfiles(spec))

const seccompRestricted: Check = (spec) => {
  const parts = badProfiles(spec)
  if (parts.length > 0) return found('seccompProfile', parts)
  if (profileOf(spec.securityContext) !== undefined) return null
  const names = bad(spec, ({ securityContext }) => profileOf(securityContext) === undefined)
  return found(
    'seccompProfile',
    names.length === 0
      ? []
      : [
          `pod or ${plural('container', names)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
        ]
  )
}

const appArmor: Check = (spec) => {
  const isBad = (type: string | undefined) => type !== undefined && !isKnown(type)
  const own = spec.securityContext?.appArmorProfile?.type
  const parts = isBad(own) ? [`pod must not set AppArmor profile type to ${JSON.stringify(own)}`] : []
  const names = bad(spec, ({ securityContext }) => isBad(securityContext?.appArmorProfile?.type))
  if (names.length > 0) parts.push(`${plural('container', names)} must not set AppArmor profile type to "Unconfined"`)
  return found(`forbidden AppArmor profile${names.length + (isBad(own) ? 1 : 0) === 1 ? '' : 's'}`, parts)
}

const linuxTypes: ReadonlySet<string> = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t'
])

const seLinux: Check = (spec) => {
  const types = new Set<string>()
  let [user, role] = [false, false]
  const isBad = (options: { type?: string; user?: string; role?: string } | undefined): boolean => {
    if (!options) return false
    const wrong = !linuxTypes.has(options.type ?? '')
    if (wrong) types.add(options.type!)
    user ||= !!options.user
    role ||= !!options.role
    return wrong || !!options.user || !!options.role
  }
  const setters = isBad(spec.securityContext?.seLinuxOptions) ? ['pod'] : []
  const names = bad(spec, ({ securityContext }) => isBad(securityContext?.seLinuxOptions))
  if (names.length > 0) setters.push(plural('container', names))
  const parts = [
    ...(types.size > 0 ? [`type${types.size === 1 ? '' : 's'} ${quoted([...types].sort())}`] : []),
    ...(user ? ['user may not be set'] : []),
    ...(role ? ['role may not be set'] : [])
  ]
  return setters.length === 0
    ? null
    : {
        reason: 'seLinuxOptions',
        detail: `${setters.join(' and ')} set forbidden securityContext.seLinuxOptions: ${parts.join('; ')}`
      }
}

const safeSysctls: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem'
])

const sysctls: Check = ({ securityContext }) => {
  const names = (securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !safeSysctls.has(name))
  return found(`forbidden sysctl${names.length === 1 ? '' : 's'}`, names.length === 0 ? [] : [names.join(', ')])
}

const hostProcess: Check = (spec) => {
  const parts = spec.securityContext?.windowsOptions?.hostProcess === true ? ['pod'] : []
  const names = bad(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true)
  if (names.length > 0) parts.push(plural('container', names))
  return found(
    'hostProcess',
    parts.length === 0 ? [] : [`${parts.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`]
  )
}

const escalation: Check = (spec) => {
  const names = bad(spec, ({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false)
  return found(
    'allowPrivilegeEscalation != false',
    names.length === 0 ? [] : [`${plural('container', names)} must set securityContext.allowPrivilegeEscalation=false`]
  )
}

const capabilitiesBaseline: Check = (spec) => found('non-default capabilities', addedBeyond(spec, defaultCapabilities))

const capabilitiesRestricted: Check = (spec) => {
  const names = bad(spec, ({ securityContext }) => securityContext?.capabilities?.drop?.includes('ALL') !== true)
  const missing =
    names.length === 0 ? [] : [`${plural('container', names)} must set securityContext.capabilities.drop=["ALL"]`]
  return found('unrestricted capabilities', [...missing, ...addedBeyond(spec, new Set(['NET_BIND_SERVICE']))])
}

const allowedVolumes: ReadonlySet<string> = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret'
])

const volumeTypes: Check = ({ volumes = [] }) => {
  const types = new Set<string>()
  const names: string[] = []
  for (const volume of volumes) {
    const type = Object.keys(volume).find((key) => key !== 'name' && !allowedVolumes.has(key))
    if (type === undefined) continue
    names.push(volume.name)
    types.add(type)
  }
  return found(
    'restricted volume types',
    names.length === 0
      ? []
      : [
          `${plural('volume', names)} ${names.length === 1 ? 'uses' : 'use'} restricted volume type${types.size === 1 ? '' : 's'} ${quoted([...types].sort())}`
        ]
  )
}

const nonRoot: Check = (spec) => {
  const pod = spec.securityContext?.runAsNonRoot
  const wrong = bad(spec, ({ securityContext }) => securityContext?.runAsNonRoot === false)
  const parts = pod === false ? ['pod must not set securityContext.runAsNonRoot=false'] : []
  if (wrong.length > 0) parts.push(`${plural('container', wrong)} must not set securityContext.runAsNonRoot=false`)
  if (parts.length > 0) return found('runAsNonRoot != true', parts)
  if (pod === true) return null
  const names = bad(spec, ({ securityContext }) => securityContext?.runAsNonRoot === undefined)
  return found(
    'runAsNonRoot != true',
    names.length === 0 ? [] : [`pod or ${plural('container', names)} must set securityContext.runAsNonRoot=true`]
  )
}

const runAsUser: Check = (spec) => {
  const parts = spec.securityContext?.runAsUser === 0 ? ['pod'] : []
  const names = bad(spec, ({ securityContext }) => securityContext?.runAsUser === 0)
  if (names.length > 0) parts.push(plural('container', names))
  return found('runAsUser=0', parts.length === 0 ? [] : [`${parts.join(' and ')} must not set runAsUser=0`])
}

/** What both levels forbid. Models k8s.io/pod-security-admission/policy, in the order of its checks' names. */
const common: readonly Check[] = [
  appArmor,
  hostNamespaces,
  hostPathVolumes,
  hostPorts,
  privileged,
  procMount,
  seLinux,
  sysctls,
  hostProcess
]

export const checks = {
  privileged: [] as readonly Check[],
  baseline: [
    appArmor,
    capabilitiesBaseline,
    hostNamespaces,
    hostPathVolumes,
    hostPorts,
    privileged,
    procMount,
    seccompBaseline,
    seLinux,
    sysctls,
    hostProcess
  ] as readonly Check[],
  // A check of the stricter level takes the place of the baseline's.
  restricted: [
    ...common.filter((check) => check !== hostPathVolumes),
    escalation,
    capabilitiesRestricted,
    volumeTypes,
    nonRoot,
    runAsUser,
    seccompRestricted
  ] as readonly Check[]
}

export type Level = keyof typeof checks

export const violationsOf = (level: Level, pod: Pod): readonly Violation[] =>
  checks[level].flatMap((check) => check(pod.spec, pod) ?? [])

export const violationText = (violations: readonly Violation[]): string =>
  violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')
