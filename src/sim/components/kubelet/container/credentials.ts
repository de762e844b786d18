import { base64Decode } from '../../../api/base64'
import { parseImage } from '../../../api/image-reference'
import type { ApiResult } from '../../../client-go/transport'
import type { KubeletContext } from '../context'
import { podEvent } from '../events'
import type { Outbox } from '../messages'
import { podOf, specOf, type Container } from './container'
import { secretsOf } from './pull-secrets'
import { valuesOf } from './start'

/* What the Secrets hold that a pod names for its registries. Models pkg/kubelet/kubelet_pods.go getPullSecretsForPod, pkg/credentialprovider. */

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
