import { base64Decode } from '../../../api/base64'
import { parseImage } from '../../../api/image-reference'
import type { ApiResult } from '../../../client-go/transport'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import type { Outbox } from '../messages'
import { podOf, specOf, type Container } from './container'
import { valuesOf } from './start'

/*
 * Credentials of registries that a pod brings (imagePullSecrets), and which of them an image on the node was pulled with: who brings others
 * may not use it (KubeletEnsureSecretPulledImages; the default policy trusts images that no kubelet has pulled). Models pkg/kubelet/kubelet_pods.go getPullSecretsForPod,
 * pkg/credentialprovider and pkg/kubelet/images/pullmanager.
 */

const secretsOf = (context: KubeletContext, container: Container): readonly { readonly name: string }[] =>
  (podOf(context, container).spec.imagePullSecrets ?? []) as readonly { readonly name: string }[]

export const hasNoPullSecrets = (context: KubeletContext, container: Container): boolean =>
  secretsOf(context, container).length === 0

export function listPullSecrets(context: KubeletContext, container: Container): void {
  container.needs = secretsOf(context, container).map(({ name }) => `secrets/${name}`)
  container.sources = {}
}

export const isLastNeed = (_context: KubeletContext, { needs }: Container): boolean => needs.length === 1

/** A Secret that cannot be read is told when all have been asked for; the pull goes on without it. */
export function hasPullSecret(context: KubeletContext, container: Container, result: ApiResult, out: Outbox): void {
  const need = container.needs.shift()!
  const values = valuesOf(result)
  if (values) container.sources = { ...container.sources, [need]: values }
  if (container.needs.length > 0) return
  const missing = secretsOf(context, container).filter(({ name }) => !container.sources[`secrets/${name}`])
  if (missing.length === 0) return
  const names = missing.map(({ name }) => name).join(', ')
  const message = `Unable to retrieve some image pull secrets (${names}); attempting to pull the image may not succeed.`
  podEvent(context, out, podOf(context, container), 'Warning', 'FailedToRetrieveImagePullSecret', message)
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { username?: string; password?: string; auth?: string }>>
}

/** `USER:PASSWORD` for the registry of the container's image; empty: none. */
export function credentialsOf(context: KubeletContext, container: Container): string {
  const parsed = parseImage(specOf(podOf(context, container), container)?.image ?? '')
  if (!parsed.ok) return ''
  for (const values of Object.values(container.sources)) {
    const text = values['.dockerconfigjson'] ?? (values['.dockercfg'] ? `{"auths":${values['.dockercfg']}}` : '')
    for (const [server, { username, password, auth }] of Object.entries(configIn(text).auths ?? {})) {
      const host = server.replace(/^https?:\/\//, '').split('/')[0]!
      if (host !== parsed.value.host && !(host === 'index.docker.io' && parsed.value.host === 'docker.io')) continue
      return auth !== undefined && auth !== '' ? base64Decode(auth) : `${username ?? ''}:${password ?? ''}`
    }
  }
  return ''
}

function configIn(text: string): DockerConfig {
  try {
    return JSON.parse(text) as DockerConfig
  } catch {
    return {}
  }
}

const fileOf = (image: string): string => `image_manager/${image}`

/** An image was pulled: with which credentials is remembered, over the kubelet's restarts; those of everybody: none. */
export function rememberPull(context: KubeletContext, container: Container, out: Outbox): void {
  const image = nameOf(context, container)
  const known = context.pulledWith.get(image) ?? []
  const auth = credentialsOf(context, container)
  if (is125(context.config) || known.includes(auth)) return
  const value = Object.freeze([...known, auth])
  context.pulledWith.set(image, value)
  out.write(null, [{ op: 'put', file: fileOf(image), value }])
}

/** Whether the pod may use an image that is on its node. */
export function mayUse(context: KubeletContext, container: Container): boolean {
  const known = context.pulledWith.get(nameOf(context, container))
  return known === undefined || known.includes('') || known.includes(credentialsOf(context, container))
}

function nameOf(context: KubeletContext, container: Container): string {
  const image = specOf(podOf(context, container), container)?.image ?? ''
  const parsed = parseImage(image)
  return parsed.ok ? parsed.value.name : image
}

/** What the kubelet's own disk says after a restart. */
export const pulledBefore = (files: Readonly<Record<string, unknown>>): [string, readonly string[]][] =>
  Object.entries(files).flatMap(([file, value]) =>
    file.startsWith('image_manager/') && Array.isArray(value)
      ? [[file.slice('image_manager/'.length), value as string[]]]
      : []
  )
