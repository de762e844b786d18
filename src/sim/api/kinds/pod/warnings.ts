import { isWhole } from '../../quantity'
import type { KubeObject } from '../../types'
import { labelProblems } from '../names'
import { list, map, number, part, text, type Part } from '../parts'
import { containersOf } from './visit'

/** Models pkg/api/pod/warnings.go GetWarningsForPod, and the warnings of its strategy. */
export function podWarnings(pod: KubeObject, old: KubeObject | null): readonly string[] {
  const { name } = pod.metadata
  const wrong = old ? [] : labelProblems(name)
  const about =
    wrong.length > 0
      ? [
          `metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`
        ]
      : []
  return [...about, ...specWarnings(part(pod.spec) ?? {}, map(pod.metadata.annotations), '')]
}

/** Models GetWarningsForPodTemplate. @param at where the template stands: `spec.template` */
export function templateWarnings(value: unknown, at: string): readonly string[] {
  const template = part(value)
  if (!template) return []
  return specWarnings(part(template.spec) ?? {}, map(part(template.metadata)?.annotations), `${at}.`)
}

/** Of workloads whose pods are named after them. */
export function nameWarnings({ metadata: { name } }: KubeObject): readonly string[] {
  const wrong = labelProblems(name)
  return wrong.length === 0
    ? []
    : [
        `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${wrong.join(' ')}]`
      ]
}

const oldLabels: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'
}
/** Models nodeapi.GetNodeLabelDeprecatedMessage. */
export const oldLabelMessage = (key: string): string | undefined => oldLabels[key]

/** Models nodeapi.GetWarningsForNodeSelectorTerm. */
export function nodeTermWarnings(term: Part, at: string): string[] {
  const found = list(term.matchExpressions).flatMap(({ key, operator, values }, i) => {
    const message = oldLabels[text(key)]
    const numbers = operator === 'Gt' || operator === 'Lt' ? ((values as readonly string[] | undefined) ?? []) : []
    return [
      ...(message === undefined ? [] : [`${at}.matchExpressions[${i}].key: ${text(key)} is ${message}`]),
      ...numbers
        .filter((value) => !/^[+-]?\d+$/.test(value))
        .map((value) => `${at}.matchExpressions[${i}].values[0]: ${value} is invalid, must be an integer`)
    ]
  })
  return found.filter((sentence) => !sentence.includes('is invalid'))
}

const oldAnnotations: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead']
]

const oldVolumes: readonly (readonly [field: string, message: string, path?: string])[] = [
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
  ['quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+']
]

function specWarnings(spec: Part, annotations: Readonly<Record<string, string>>, at: string): string[] {
  const here = `${at}spec`
  const found: string[] = []
  for (const key of Object.keys(map(spec.nodeSelector)))
    if (oldLabels[key] !== undefined) found.push(`${here}.nodeSelector[${key}]: ${oldLabels[key]}`)
  found.push(...affinityWarnings(part(spec.affinity) ?? {}, `${here}.affinity`).ofNodes)
  list(spec.topologySpreadConstraints).forEach((constraint, i) => {
    const place = `${here}.topologySpreadConstraints[${i}]`
    const message = oldLabels[text(constraint.topologyKey)]
    if (message !== undefined) found.push(`${place}.topologyKey: ${text(constraint.topologyKey)} is ${message}`)
    if (!part(constraint.labelSelector))
      found.push(`${place}.labelSelector: a null labelSelector results in matching no pod`)
  })
  for (const [key, message] of oldAnnotations)
    if (annotations[key] !== undefined) found.push(`${at}metadata.annotations[${key}]: ${message}`)
  list(spec.volumes).forEach((volume, i) => {
    for (const [field, message, path = field] of oldVolumes)
      if (part(volume[field])) found.push(`${here}.volumes[${i}].${path}: ${message}`)
  })
  found.push(...listWarnings(spec, here))
  for (const name of ['memory', 'ephemeral-storage']) {
    const amount = map(spec.overhead)[name]
    if (amount !== undefined && !isWhole(amount)) found.push(`${here}.overhead[${name}]: ${fraction(amount)}`)
  }
  const podKey = 'seccomp.security.alpha.kubernetes.io/pod'
  if (!part(part(spec.securityContext)?.seccompProfile) && annotations[podKey] !== undefined)
    found.push(`${at}metadata.annotations[${podKey}]: ${seccomp}`)
  for (const [container, place] of containersOf(spec, here))
    found.push(...containerWarnings(container, place, spec, annotations, at))
  found.push(...portWarnings(spec, here))
  if (number(spec.terminationGracePeriodSeconds) < 0)
    found.push(
      `${here}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`
    )
  found.push(...affinityWarnings(part(spec.affinity) ?? {}, `${here}.affinity`).ofPods)
  return found
}

const seccomp = 'non-functional in v1.27+; use the "seccompProfile" field instead'
const fraction = (amount: string): string => `fractional byte value "${amount}" is invalid, must be an integer`

function affinityWarnings(affinity: Part, at: string): { ofNodes: string[]; ofPods: string[] } {
  const required = 'requiredDuringSchedulingIgnoredDuringExecution'
  const preferred = 'preferredDuringSchedulingIgnoredDuringExecution'
  const node = part(affinity.nodeAffinity) ?? {}
  const ofNodes = [
    ...list(part(node[required])?.nodeSelectorTerms).flatMap((term, i) =>
      nodeTermWarnings(term, `${at}.nodeAffinity.${required}.nodeSelectorTerms[${i}]`)
    ),
    ...list(node[preferred]).flatMap((term, i) =>
      nodeTermWarnings(part(term.preference) ?? {}, `${at}.nodeAffinity.${preferred}[${i}].preference`)
    )
  ]
  const ofPods = ['podAffinity', 'podAntiAffinity'].flatMap((name) => {
    const pods = part(affinity[name]) ?? {}
    const bare = (term: Part, place: string) =>
      part(term.labelSelector) ? [] : [`${place}.labelSelector: a null labelSelector results in matching no pod`]
    return [
      ...list(pods[required]).flatMap((term, i) => bare(term, `${at}.${name}.${required}[${i}]`)),
      ...list(pods[preferred]).flatMap((term, i) =>
        bare(part(term.podAffinityTerm) ?? {}, `${at}.${name}.${preferred}[${i}].podAffinityTerm`)
      )
    ]
  })
  return { ofNodes, ofPods }
}

/** Names and addresses that stand twice, or not at all. */
function listWarnings(spec: Part, at: string): string[] {
  const found: string[] = []
  const twice = (field: string, key: string) => {
    const seen = new Set<string>()
    list(spec[field]).forEach((item, i) => {
      const value = text(item[key])
      if (seen.has(value)) found.push(`${at}.${field}[${i}].${key}: duplicate ${key} ${JSON.stringify(value)}`)
      seen.add(value)
    })
  }
  twice('hostAliases', 'ip')
  twice('imagePullSecrets', 'name')
  list(spec.imagePullSecrets).forEach(({ name }, i) => {
    if (text(name) === '') found.push(`${at}.imagePullSecrets[${i}].name: invalid empty name ""`)
  })
  list(spec.volumes).forEach((volume) => {
    for (const source of list(part(volume.projected)?.sources))
      if (Object.keys(source).length === 0)
        found.push(`volume ${JSON.stringify(text(volume.name))} (Projected) has no sources provided`)
  })
  return found
}

function containerWarnings(
  container: Part,
  at: string,
  spec: Part,
  annotations: Readonly<Record<string, string>>,
  template: string
): string[] {
  const found: string[] = []
  const name = text(container.name)
  const context = part(container.securityContext)
  const seccompKey = `container.seccomp.security.alpha.kubernetes.io/${name}`
  if (!part(context?.seccompProfile) && annotations[seccompKey] !== undefined)
    found.push(`${template}metadata.annotations[${seccompKey}]: ${seccomp}`)
  const armorKey = `container.apparmor.security.beta.kubernetes.io/${name}`
  const hasField = part(part(spec.securityContext)?.appArmorProfile) ?? part(context?.appArmorProfile)
  if (!hasField && annotations[armorKey] !== undefined)
    found.push(
      `${template}metadata.annotations[${armorKey}]: deprecated since v1.30; use the "appArmorProfile" field instead`
    )
  for (const resource of ['memory', 'ephemeral-storage'])
    for (const list of ['limits', 'requests']) {
      const amount = map(part(container.resources)?.[list])[resource]
      if (amount !== undefined && !isWhole(amount))
        found.push(`${at}.resources.${list}[${resource}]: ${fraction(amount)}`)
    }
  const seen = new Set<string>()
  list(container.env).forEach((variable, i) => {
    const own = text(variable.name)
    const value = text(variable.value)
    const reference = `$(${own})`
    if (seen.has(own) && (part(variable.valueFrom) || value === reference || !value.includes(reference)))
      found.push(
        `${at}.env[${i}]: hides previous definition of ${JSON.stringify(own)}, which may be dropped when using apply`
      )
    seen.add(own)
  })
  return found
}

/** Ports that stand twice, by number or by name. */
function portWarnings(spec: Part, at: string): string[] {
  const found: string[] = []
  const numbers = new Map<string, { at: string; port: Part }[]>()
  const names = new Map<string, string>()
  for (const [container, place] of containersOf(spec, at))
    list(container.ports).forEach((port, i) => {
      const here = `${place}.ports[${i}]`
      if (text(port.hostIP) !== '' && number(port.hostPort) === 0)
        found.push(
          `${here}: hostIP set without hostPort: {Name:${text(port.name)} HostPort:0 ContainerPort:${number(port.containerPort)} Protocol:${text(port.protocol)} HostIP:${text(port.hostIP)}}`
        )
      const key = `${number(port.containerPort)}/${text(port.protocol)}`
      for (const other of numbers.get(key) ?? []) {
        const [mine, theirs] = [number(port.hostPort), number(other.port.hostPort)]
        if (mine === theirs && text(port.hostIP) === text(other.port.hostIP))
          found.push(`${here}: duplicate port definition with ${other.at}`)
        else if (mine === 0 || theirs === 0) found.push(`${here}: overlapping port definition with ${other.at}`)
        else if (text(port.hostIP) === '' || text(other.port.hostIP) === '') {
          if (mine === theirs) found.push(`${here}: overlapping port definition with ${other.at}`)
        }
      }
      numbers.set(key, [...(numbers.get(key) ?? []), { at: here, port }])
      const name = text(port.name)
      if (name === '' || place.includes('initContainers')) return
      const first = names.get(name)
      if (first === undefined) names.set(name, here)
      else if (!first.startsWith(place))
        found.push(
          `${here}: duplicate port name ${JSON.stringify(name)} with ${first}, services and probes that select ports by name will use ${first}`
        )
    })
  return found
}
