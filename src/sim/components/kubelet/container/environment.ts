import { base64Decode } from '../../../api/base64'
import type { Container as ContainerSpec, KubeObject, Pod } from '../../../api/types'
import { quantityMilliValue } from '../../../api/quantity'
import type { KubeletContext } from '../context'
import { serviceVariables } from './service-links'
import { cachedStatus } from '../pod-status'
import type { Container } from './container'

/* A container's environment. Models pkg/kubelet/kubelet_pods.go makeEnvironmentVariables. */

type Values = Readonly<Record<string, string>>

/** The ConfigMaps and Secrets that a container's environment comes from, as `configmaps/name`. */
export function needsOf({ env = [], envFrom = [] }: ContainerSpec): string[] {
  const needs = new Set<string>()
  const add = (resource: string, ref: { name?: string } | undefined) => {
    if (ref?.name) needs.add(`${resource}/${ref.name}`)
  }
  for (const { configMapRef, secretRef } of envFrom) {
    add('configmaps', configMapRef)
    add('secrets', secretRef)
  }
  for (const { valueFrom } of env) {
    add('configmaps', valueFrom?.configMapKeyRef)
    add('secrets', valueFrom?.secretKeyRef)
  }
  return [...needs]
}

/** Whether a container starts without this source. */
export function isOptional({ env = [], envFrom = [] }: ContainerSpec, need: string): boolean {
  const refs = [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      { from: 'configmaps', ref: configMapRef },
      { from: 'secrets', ref: secretRef }
    ]),
    ...env.flatMap(({ valueFrom }) => [
      { from: 'configmaps', ref: valueFrom?.configMapKeyRef },
      { from: 'secrets', ref: valueFrom?.secretKeyRef }
    ])
  ]
  return refs.every(({ from, ref }) => !ref || `${from}/${ref.name}` !== need || ref.optional === true)
}

/** What a ConfigMap or Secret holds, as text. */
export function valuesIn(object: KubeObject): Values {
  const { data = {} } = object as KubeObject & { data?: Record<string, string> }
  if (object.kind !== 'Secret') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64Decode(value)]))
}

/** The first key that the environment wants and its source does not have, in the kubelet's words; empty: all are there. */
export function missingKey({ env = [] }: ContainerSpec, need: string, values: Values, namespace: string): string {
  for (const { valueFrom } of env) {
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {}
    const ref = configMapKeyRef ?? secretKeyRef
    const from = configMapKeyRef ? 'configmaps' : 'secrets'
    if (!ref || ref.optional || need !== `${from}/${ref.name}` || values[ref.key] !== undefined) continue
    return `couldn't find key ${ref.key} in ${configMapKeyRef ? 'ConfigMap' : 'Secret'} ${namespace}/${ref.name}`
  }
  return ''
}

/** Name and value of each variable; later ones may refer to earlier ones by `$(NAME)`. */
export function environmentOf(context: KubeletContext, pod: Pod, spec: ContainerSpec, { sources }: Container): Values {
  const found: Record<string, string> = {}
  const services = serviceVariables(context.services.store.values(), pod)
  for (const { prefix = '', configMapRef, secretRef } of spec.envFrom ?? []) {
    const need = configMapRef ? `configmaps/${configMapRef.name}` : `secrets/${secretRef?.name}`
    for (const [key, value] of Object.entries(sources[need] ?? {})) found[prefix + key] = value
  }
  for (const { name, value, valueFrom } of spec.env ?? []) {
    const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom ?? {}
    const text = configMapKeyRef
      ? sources[`configmaps/${configMapKeyRef.name}`]?.[configMapKeyRef.key]
      : secretKeyRef
        ? sources[`secrets/${secretKeyRef.name}`]?.[secretKeyRef.key]
        : fieldRef
          ? fieldOf(context, pod, fieldRef.fieldPath)
          : resourceFieldRef
            ? resourceOf(context, spec, resourceFieldRef)
            : expand(value ?? '', { ...services, ...found })
    if (text !== undefined) found[name] = text
  }
  for (const [name, value] of Object.entries(services)) found[name] ??= value
  return found
}

/** `$(NAME)` becomes a variable's value, `$$(NAME)` stays `$(NAME)`, an unknown name stays as it is. Models third_party/forked/golang/expansion. */
export const expand = (text: string, values: Values): string =>
  text.replace(/\$\$|\$\(([^()]+)\)/g, (whole, name: string | undefined) =>
    name === undefined ? '$' : (values[name] ?? whole)
  )

/** Models podFieldSelectorRuntimeValue. */
export function fieldOf(context: KubeletContext, pod: Pod, path: string): string | undefined {
  const { metadata, spec } = pod
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path)
  if (subscript) return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2]!] ?? ''
  const status = cachedStatus(context, metadata.uid!) ?? pod.status
  const address = context.cluster.addresses[context.machine] ?? ''
  const fields: Record<string, string | undefined> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName,
    'status.hostIP': address,
    'status.hostIPs': address,
    'status.podIP': status.podIP ?? (spec.hostNetwork ? address : ''),
    'status.podIPs': status.podIP ?? (spec.hostNetwork ? address : '')
  }
  return fields[path]
}

/**
 * `limits.memory`, `requests.cpu`: as whole numbers of bytes or cores, or of what it is divided by; who has no limit may use what the node has to give. Models
 * pkg/api/v1/resource ExtractContainerResourceValue and MergeContainerResourceLimits.
 */
export function resourceOf({ ownNode }: KubeletContext, { resources }: ContainerSpec, asked: ResourceField): string {
  const [list, resource] = asked.resource.split('.') as ['limits' | 'requests', string]
  const rest = list === 'limits' ? ownNode?.status.allocatable?.[resource] : undefined
  const given = resources?.[list]?.[resource] ?? rest ?? 0
  return String(Math.ceil(quantityMilliValue(given) / (quantityMilliValue(asked.divisor ?? 1) || 1_000)))
}

/** The part of a resource that is asked for. */
interface ResourceField {
  readonly resource: string
  readonly divisor?: string | number
}
