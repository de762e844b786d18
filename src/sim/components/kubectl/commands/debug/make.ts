import { strategicPatch } from '../../../../api/patch/strategic'
import { failure } from '../../script/failure'
import type { Shell } from '../../script/script'
import { randomText } from '../create/deployment'
import type { Flags } from './options'
import { profiles, type Container, type DebugPod, type Style } from './profiles'

/** A pod for debugging and its container for it; '' if none was added. */
export interface Made {
  readonly pod: DebugPod
  readonly container: string
}

/** What the flags say of the container. */
const said = ({ env, image, pullPolicy, interactive, tty, words, argsOnly }: Flags) => ({
  ...(image !== '' && { image }),
  ...(words.length > 0 && (argsOnly ? { args: words } : { command: words })),
  ...(env.length > 0 && { env }),
  ...(pullPolicy !== '' && { imagePullPolicy: pullPolicy }),
  ...(interactive && { stdin: true }),
  ...(tty && { tty: true })
})
const bare = (name: string): Container => ({ name, resources: {}, terminationMessagePolicy: 'File' })

const containersOf = ({ spec }: DebugPod): readonly Container[] => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
  ...(spec.ephemeralContainers ?? [])
]

function nameFor(shell: Shell, pod: DebugPod, { container, quiet }: Flags): string {
  if (container !== '') return container
  const names = new Set(containersOf(pod).map(({ name }) => name))
  let name = ''
  while (name === '' || names.has(name)) name = `debugger-${randomText(shell, 5)}`
  if (!quiet) shell.print(`Defaulting debug container name to ${name}.\n`)
  return name
}

/** What the profile, and then a custom one, make of it. */
function applied(pod: DebugPod, name: string, style: Style, flags: Flags): Made {
  const after = profiles[flags.profile]!(pod, name, style, flags)
  const { custom } = flags
  if (!custom) return { pod: after, container: name }
  const [list, of] =
    style === 'ephemeral'
      ? (['ephemeralContainers', 'EphemeralContainer'] as const)
      : (['containers', 'Container'] as const)
  const patched = (after.spec[list] ?? []).map((one) =>
    one.name === name ? (strategicPatch({ ...one }, { ...custom, name }, { form: 'struct', of }) as Container) : one
  )
  return { pod: { ...after, spec: { ...after.spec, [list]: patched } }, container: name }
}

/** An ephemeral container in the pod. */
export function withEphemeral(shell: Shell, pod: DebugPod, flags: Flags): Made {
  const name = nameFor(shell, pod, flags)
  const target = flags.target === '' ? {} : { targetContainerName: flags.target }
  const added = [...(pod.spec.ephemeralContainers ?? []), { ...bare(name), ...said(flags), ...target }]
  return applied({ ...pod, spec: { ...pod.spec, ephemeralContainers: added } }, name, 'ephemeral', flags)
}

/** A pod on the node, in the node's namespaces as the profile says. */
export function forNode(shell: Shell, node: string, flags: Flags): Made {
  const container = flags.container || 'debugger'
  const name = `node-debugger-${node}-${randomText(shell, 5)}`
  if (!flags.quiet) shell.print(`Creating debugging pod ${name} with container ${container} on node ${node}.\n`)
  const pod: DebugPod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [{ ...bare(container), ...said(flags) }],
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }]
    },
    status: {}
  }
  return applied(pod, container, 'node', flags)
}

/** A copy of the pod, with a container added or changed. */
export function copyOf(shell: Shell, given: DebugPod, flags: Flags): Made {
  const { annotations, labels, namespace } = given.metadata
  const { ephemeralContainers: _, nodeName, ...spec } = given.spec
  const containers = spec.containers.map((one) => {
    const image = flags.setImages[one.name] || flags.setImages['*'] || ''
    return image === '' ? one : { ...one, image }
  })
  const copied: DebugPod = {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: {
      name: flags.copyTo,
      ...(namespace !== undefined && { namespace }),
      ...(annotations && { annotations }),
      ...(labels && { labels })
    },
    spec: {
      ...spec,
      containers,
      ...(flags.sameNode && nodeName !== undefined && { nodeName }),
      ...(flags.shareProcesses !== undefined && { shareProcessNamespace: flags.shareProcesses })
    },
    status: {}
  }
  const known = containersOf(copied).some(({ name }) => name === flags.container)
  if (!known && flags.image === '') {
    if (Object.keys(flags.setImages).length > 0) return { pod: copied, container: '' }
    throw failure('you must specify image when creating new container')
  }
  const name = known ? flags.container : nameFor(shell, copied, flags)
  const change = ({ args, stdin: _stdin, tty: _tty, ...rest }: Container): Container =>
    ({ ...rest, ...(args !== undefined && flags.words.length === 0 && { args }), ...said(flags) }) as Container
  const all = known
    ? containers.map((one) => (one.name === name ? change(one) : one))
    : [...containers, change(bare(name))]
  return applied({ ...copied, spec: { ...copied.spec, containers: all } }, name, 'copy', flags)
}
