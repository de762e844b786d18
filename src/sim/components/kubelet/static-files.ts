import type { Outbox } from './messages'
import { manifestDir } from '../../kubeadm/manifests'
import { duration } from './config'
import type { KubeletContext } from './context'
import { manifestChanged, type Manifest } from './static-pods'

/**
 * The manifest directory: inotify tells of changes at once, and all of it is read again every `file-check-frequency`.
 * What is good is known by then, so only files that could not be used are looked at again. Models pkg/kubelet/config/file.go.
 */
export function manifestWritten(context: KubeletContext, out: Outbox, file: string, manifest: Manifest | null): void {
  const wrong = manifest ? wrongWith(file, manifest) : ''
  if (wrong === '') context.badManifests.delete(file)
  else {
    context.badManifests.set(file, wrong)
    complain(out, file, wrong)
    checkLater(context, out)
  }
  // A file without a pod is as good as none.
  manifestChanged(context, out, file, wrong === '' ? manifest : null)
}

export function checkManifests(context: KubeletContext, out: Outbox): void {
  if (context.badManifests.size === 0) return
  for (const [file, wrong] of context.badManifests) complain(out, file, wrong)
  checkLater(context, out)
}

function checkLater({ config }: KubeletContext, out: Outbox): void {
  const event = { type: 'manifests.check' } as const
  out.timer('manifests', duration(config, 'file-check-frequency-s'), 'file-check-frequency-s', event)
}

const complain = (out: Outbox, file: string, wrong: string): void =>
  out.log(
    'E',
    `file.go:187] "Could not process manifest file" err=${JSON.stringify(wrong)} path="${manifestDir}/${file}"`
  )

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const rfc1123 =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"

/** Models pkg/kubelet/config/file.go extractFromFile. */
function wrongWith(file: string, manifest: Manifest): string {
  const { unreadable } = manifest as { readonly unreadable?: string }
  if (unreadable !== undefined)
    return `${manifestDir}/${file}: couldn't parse as pod(${unreadable}), please check config file`
  const wrong = problemOf(manifest)
  return wrong === '' ? '' : `invalid pod: ${wrong}`
}

/** What makes a manifest useless: the checks of validation.ValidatePodCreate that a file meets first. */
function problemOf({ metadata, spec }: Manifest): string {
  if (!metadata?.name) return 'metadata.name: Required value: name or generateName is required'
  if (!spec?.containers?.length) return 'spec.containers: Required value'
  const problems = spec.containers.flatMap((container, i) => {
    if (!container?.name) return [`spec.containers[${i}].name: Required value`]
    if (label.test(container.name)) return container.image ? [] : [`spec.containers[${i}].image: Required value`]
    return [`spec.containers[${i}].name: Invalid value: ${JSON.stringify(container.name)}: ${rfc1123}`]
  })
  return problems.length === 0 ? '' : `[${problems.join(', ')}]`
}
