import type { Container as ContainerSpec, Pod } from '../../../api/types'
import type { KubeletContext } from '../context'
import { fieldOf, resourceOf } from '../container/environment'

type VolumeSpec = NonNullable<Pod['spec']['volumes']>[number]
type Items = readonly { readonly key: string; readonly path: string }[] | undefined
export type Values = Readonly<Record<string, string>>
/** What the API gave for a volume: by `configmaps/name`, `secrets/name`, `token`. */
export type Sources = Readonly<Record<string, Values>>

/** What is asked of the API for a token, in one word: for whom it is and for how long, if it is not the usual one. */
export const tokenNeed = ({ audience, expirationSeconds }: TokenField): string =>
  audience === undefined && (expirationSeconds ?? 3_607) === 3_607
    ? 'token'
    : `token/${expirationSeconds ?? 3_600}/${audience ?? ''}`

interface TokenField {
  readonly audience?: string
  readonly expirationSeconds?: number
}

/** A key that a volume names and its source does not have, in the kubelet's words; empty: all are there. */
export function missingKey(volume: VolumeSpec, need: string, values: Values): string {
  const parts = [volume, ...(volume.projected?.sources ?? [])]
  for (const { configMap, secret } of parts as readonly Pick<VolumeSpec, 'configMap' | 'secret'>[]) {
    const named = secret as { name?: string; secretName?: string; items?: Items; optional?: boolean } | undefined
    const wanted = [
      { at: `configmaps/${configMap?.name}`, items: configMap?.items, optional: configMap?.optional, kind: 'config' },
      {
        at: `secrets/${named?.secretName ?? named?.name}`,
        items: named?.items,
        optional: named?.optional,
        kind: 'secret'
      }
    ]
    for (const { at, items, optional, kind } of wanted) {
      const missing = at === need && !optional ? items?.find(({ key }) => values[key] === undefined) : undefined
      if (missing) return `${kind === 'config' ? 'configmap ' : ''}references non-existent ${kind} key: ${missing.key}`
    }
  }
  return ''
}

/** Whether a volume is there without this source. */
export function isOptional(volume: VolumeSpec | undefined, need: string): boolean {
  const parts = [volume, ...(volume?.projected?.sources ?? [])] as readonly (
    Pick<VolumeSpec, 'configMap' | 'secret'> | undefined
  )[]
  return parts.some((part) => {
    const secret = part?.secret as { name?: string; secretName?: string; optional?: boolean } | undefined
    return (
      (part?.configMap?.optional === true && need === `configmaps/${part.configMap.name}`) ||
      (secret?.optional === true && need === `secrets/${secret.secretName ?? secret.name}`)
    )
  })
}

/** The files of a volume, by path within it. Models pkg/volume/{configmap,secret,projected,downwardapi} MakePayload. */
export function filesOf(context: KubeletContext, pod: Pod, volume: VolumeSpec, sources: Sources): Values {
  const files: Record<string, string> = {}
  const put = (values: Values | undefined, items: Items) => {
    for (const [key, value] of Object.entries(values ?? {})) {
      if (!items) files[key] = value
    }
    for (const { key, path } of items ?? []) if (values?.[key] !== undefined) files[path] = values[key]
  }
  const putFields = (items: NonNullable<VolumeSpec['downwardAPI']>['items']) => {
    for (const { path, fieldRef, resourceFieldRef } of items ?? []) {
      const of = pod.spec.containers.find(({ name }) => name === resourceFieldRef?.containerName)
      const text = fieldRef
        ? fieldText(context, pod, fieldRef.fieldPath)
        : of && resourceFieldRef
          ? resourceOf(context, of, resourceFieldRef)
          : undefined
      if (text !== undefined) files[path] = text
    }
  }
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap) put(sources[`configmaps/${configMap.name}`], configMap.items)
  if (secret) put(sources[`secrets/${secret.secretName}`], secret.items)
  if (downwardAPI) putFields(downwardAPI.items)
  for (const source of projected?.sources ?? []) {
    if (source.configMap) put(sources[`configmaps/${source.configMap.name}`], source.configMap.items)
    if (source.secret) put(sources[`secrets/${source.secret.name}`], source.secret.items)
    if (source.downwardAPI) putFields(source.downwardAPI.items)
    const { serviceAccountToken: asked } = source
    const token = asked && sources[tokenNeed(asked)]?.token
    if (token !== undefined) files[asked!.path] = token
  }
  return files
}

/** Labels and annotations as a whole are lines of `key="value"`. Models pkg/fieldpath FormatMap. */
function fieldText(context: KubeletContext, pod: Pod, path: string): string | undefined {
  const whole = /^metadata\.(labels|annotations)$/.exec(path)
  if (!whole) return fieldOf(context, pod, path)
  const map = pod.metadata[whole[1] as 'labels' | 'annotations'] ?? {}
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n')
}

/** What volumes put into a container, by path. Models pkg/kubelet/kubelet_pods.go makeMounts. */
export function mountedFiles(context: KubeletContext, pod: Pod, { volumeMounts = [] }: ContainerSpec): Values {
  const found: Record<string, string> = {}
  for (const { name, mountPath, subPath } of volumeMounts) {
    const volume = pod.spec.volumes?.find((candidate) => candidate.name === name)
    const sources = context.mounts.get(`${pod.metadata.uid}/${name}`)?.sources
    if (!volume || !sources) continue
    const at = mountPath.replace(/\/$/, '')
    for (const [path, text] of Object.entries(filesOf(context, pod, volume, sources))) {
      if (subPath === undefined) found[`${at}/${path}`] = text
      else if (path === subPath) found[at] = text
      else if (path.startsWith(`${subPath}/`)) found[`${at}/${path.slice(subPath.length + 1)}`] = text
    }
  }
  return found
}

/** Where nothing can be written: what the API gives is mounted read-only. Models the plugins' GetAttributes. */
export const sealedIn = ({ spec }: Pod, { volumeMounts = [] }: ContainerSpec): readonly string[] =>
  volumeMounts.flatMap(({ name, mountPath }) => {
    const volume = spec.volumes?.find((candidate) => candidate.name === name)
    const isGiven = volume?.configMap ?? volume?.secret ?? volume?.projected ?? volume?.downwardAPI
    return isGiven ? [mountPath.replace(/(.)\/$/, '$1')] : []
  })
