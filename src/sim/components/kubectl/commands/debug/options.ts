import { isYaml, readYaml } from '../../../../../base/yaml'
import { isFields, type Fields } from '../../../../api/patch/json'
import { failure } from '../../script/failure'
import { filesOf } from '../../script/files'
import { slice } from '../../script/options'
import type { Shell } from '../../script/script'
import { isSet, list, text } from '../../session'
import { reference } from '../run'
import { profiles } from './profiles'

/** What the flags of `kubectl debug` say. Models DebugOptions. */
export interface Flags {
  /** Words behind `--`. */
  readonly words: readonly string[]
  readonly argsOnly: boolean
  readonly attach: boolean
  readonly container: string
  readonly copyTo: string
  readonly replace: boolean
  readonly env: readonly { readonly name: string; readonly value: string }[]
  readonly image: string
  readonly interactive: boolean
  readonly tty: boolean
  readonly keepLabels: boolean
  readonly keepAnnotations: boolean
  readonly keepLiveness: boolean
  readonly keepReadiness: boolean
  readonly keepStartup: boolean
  readonly keepInitContainers: boolean
  readonly pullPolicy: string
  readonly quiet: boolean
  readonly sameNode: boolean
  readonly setImages: Readonly<Record<string, string>>
  /** Undefined: not said. */
  readonly shareProcesses: boolean | undefined
  readonly target: string
  readonly profile: string
  readonly custom: Fields | undefined
}

/** Reads the flags; what is wrong with them is thrown. Models Complete and Validate. */
export function readFlags(shell: Shell): Flags {
  const { flags, rest, args } = shell
  const on = (name: string): boolean => isSet(flags, name)
  const profile = flags.profile === undefined ? 'general' : text(flags, 'profile')
  if (!(profile in profiles)) throw failure(`unknown profile: ${profile}`)
  const read: Flags = {
    words: rest,
    argsOnly: on('arguments-only'),
    attach: flags.attach === undefined ? on('stdin') : on('attach'),
    container: text(flags, 'container'),
    copyTo: text(flags, 'copy-to'),
    replace: on('replace'),
    env: pairs(list(flags, 'env')).map(([name, value]) => ({ name, value })),
    image: text(flags, 'image'),
    interactive: on('stdin'),
    tty: on('tty'),
    keepLabels: on('keep-labels'),
    keepAnnotations: on('keep-annotations'),
    keepLiveness: on('keep-liveness'),
    keepReadiness: on('keep-readiness'),
    keepStartup: on('keep-startup'),
    keepInitContainers: flags['keep-init-containers'] !== false,
    pullPolicy: text(flags, 'image-pull-policy'),
    quiet: on('quiet'),
    sameNode: on('same-node'),
    setImages: Object.fromEntries(pairs(list(flags, 'set-image'))),
    shareProcesses: flags['share-processes'] === undefined ? undefined : on('share-processes'),
    target: text(flags, 'target'),
    profile,
    custom: customOf(shell)
  }
  const nameless = args.length === 0 && slice(shell, 'filename').length === 0
  check(read, flags.attach !== undefined, nameless)
  if (read.target !== '' && !read.quiet)
    shell.print(
      `Targeting container ${JSON.stringify(read.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`
    )
  if (read.tty && !read.interactive) throw failure('-i/--stdin is required for containers with -t/--tty=true')
  if (['name', 'command', 'image', 'lifecycle', 'volumeDevices'].some((field) => read.custom?.[field] !== undefined))
    throw failure('name, command, image, lifecycle and volume devices are not modifiable via custom profile')
  if (profile === 'legacy')
    shell.warn(
      '--profile=legacy is deprecated and planned to be removed in v1.39. It is recommended to specify other profile, for example "--profile=general".\n'
    )
  return read
}

const pairs = (given: readonly string[]): [string, string][] =>
  given.map((pair) => {
    const at = pair.indexOf('=')
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
  })

function customOf(shell: Shell): Fields | undefined {
  const path = text(shell.flags, 'custom')
  if (path === '') return undefined
  const source = filesOf(shell).read(path)
  if (source === undefined)
    throw failure(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`)
  const read = readYaml(source)
  const value = isYaml(read) ? read.values[0] : undefined
  if (isFields(value)) return value
  throw failure(`${path} does not contain a valid container spec: error unmarshaling JSON`)
}

function check(flags: Flags, attachSaid: boolean, nameless: boolean): void {
  const { attach, container, copyTo, image, pullPolicy, replace, sameNode, setImages, target, words } = flags
  const images = Object.entries(setImages)
  if (attach && attachSaid && image === '' && container === '')
    throw failure('you must specify --container or create a new container using --image in order to attach.')
  if (copyTo !== '') {
    if (image === '' && images.length === 0 && words.length === 0)
      throw failure('you must specify --image, --set-image or command arguments.')
    if (words.length > 0 && container === '' && image === '')
      throw failure('you must specify an existing container or a new image when specifying args.')
  } else {
    if (replace) throw failure('--replace may only be used with --copy-to.')
    if (sameNode) throw failure('--same-node may only be used with --copy-to.')
    if (images.length > 0) throw failure('--set-image may only be used with --copy-to.')
    if (image === '') throw failure('you must specify --image when not using --copy-to.')
  }
  const bad = 'invalid reference format'
  if (image !== '' && !reference.test(image)) throw failure(`invalid image name ${JSON.stringify(image)}: ${bad}`)
  if (nameless) throw failure('NAME or filename is required for debug')
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(pullPolicy))
    throw failure(`invalid image pull policy: ${pullPolicy}`)
  for (const [name, one] of images)
    if (!reference.test(one))
      throw failure(`invalid image name ${JSON.stringify(one)} for container ${JSON.stringify(name)}: ${bad}`)
  if (target !== '' && copyTo !== '')
    throw failure('--target is incompatible with --copy-to. Use --share-processes instead.')
}
