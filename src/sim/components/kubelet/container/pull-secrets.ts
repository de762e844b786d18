import { parseImage } from '../../../api/image-reference'
import { is125 } from '../config'
import type { KubeletContext } from '../context'
import type { Outbox } from '../messages'
import { podOf, specOf, type Container } from './container'
import { credentials } from './credentials-later'

/*
 * Credentials of registries that a pod brings (imagePullSecrets), and which of them an image on the node was pulled with: who brings others
 * may not use it (KubeletEnsureSecretPulledImages; the default policy trusts images that no kubelet has pulled). Models pkg/kubelet/kubelet_pods.go getPullSecretsForPod,
 * pkg/credentialprovider and pkg/kubelet/images/pullmanager.
 */

export const secretsOf = (context: KubeletContext, container: Container): readonly { readonly name: string }[] =>
  (podOf(context, container).spec.imagePullSecrets ?? []) as readonly { readonly name: string }[]

export const hasNoPullSecrets = (context: KubeletContext, container: Container): boolean =>
  secretsOf(context, container).length === 0

export function listPullSecrets(context: KubeletContext, container: Container): void {
  container.needs = secretsOf(context, container).map(({ name }) => `secrets/${name}`)
  container.sources = {}
}

export const isLastNeed = (_context: KubeletContext, { needs }: Container): boolean => needs.length === 1

/** `USER:PASSWORD` for the registry of the container's image; empty: none. */
export const credentialsOf = (context: KubeletContext, container: Container): string =>
  hasNoPullSecrets(context, container) ? '' : credentials().credentialsOf(context, container)

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
