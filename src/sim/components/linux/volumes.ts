import type { Container } from './containers'
import type { LinuxContext } from './context'
import { machineFile, machineFiles } from './machine-files'
import type { Outbox } from './messages'
import { networkVolumes } from './network-volumes-later'

/** A directory of the machine that a container sees at a path of its own: an emptyDir, a hostPath, a local volume. */
export interface Mount {
  readonly path: string
  /** Where it lies on the machine. */
  readonly source: string
  readonly readOnly?: true
}

/** Paths on this machine that changed in this step, by the table that they are in. */
const unsaved = new WeakMap<LinuxContext['volumes'], Set<string>>()

/** A container's files: its own, and under its mounts those that it shares with whoever mounts the same. */
class Mounted extends Map<string, string> {
  constructor(
    private readonly own: Map<string, string>,
    private readonly shared: LinuxContext['volumes'],
    private readonly mounts: readonly Mount[],
    private readonly machine: string
  ) {
    super()
  }

  /** Where a path lies on the machine; undefined: in the container. */
  private at(path: string): string | undefined {
    if (this.own.has(path)) return undefined
    let found: Mount | undefined
    for (const mount of this.mounts)
      if (isWithin(path, mount.path) && mount.path.length > (found?.path.length ?? -1)) found = mount
    return found && (found.source === '/' ? '' : found.source) + path.slice(found.path.length)
  }

  override get(path: string): string | undefined {
    const source = this.at(path)
    if (source === undefined) return this.own.get(path)
    return this.shared.get(source) ?? machineFile(this.machine, source)
  }

  override has(path: string): boolean {
    const source = this.at(path)
    if (source === undefined) return this.own.has(path)
    return this.shared.has(source) || machineFile(this.machine, source) !== undefined
  }

  override set(path: string, text: string): this {
    const source = this.at(path)
    if (source === undefined) this.own.set(path, text)
    else this.changed(source).set(source, text)
    return this
  }

  override delete(path: string): boolean {
    const source = this.at(path)
    return source === undefined ? this.own.delete(path) : this.changed(source).delete(source)
  }

  override *keys(): MapIterator<string> {
    yield* this.own.keys()
    for (const { path, source } of this.mounts)
      for (const file of new Set([...this.shared.keys(), ...machineFiles]))
        if (isWithin(file, source)) yield path + file.slice(source === '/' ? 0 : source.length)
  }

  override *[Symbol.iterator](): MapIterator<[string, string]> {
    for (const path of this.keys()) yield [path, this.get(path)!]
  }

  private changed(source: string): LinuxContext['volumes'] {
    const paths = unsaved.get(this.shared) ?? new Set()
    unsaved.set(this.shared, paths.add(source))
    return this.shared
  }
}

export const isWithin = (path: string, directory: string): boolean =>
  directory === '/' ||
  (path.startsWith(directory) && (path.length === directory.length || path[directory.length] === '/'))

/** What a container's programs see. */
export const filesOf = (
  { volumes, machine }: LinuxContext,
  { files, spec }: Readonly<Pick<Container, 'spec' | 'files'>>
): Map<string, string> => {
  const { mounts = [] } = spec.behaviour
  return mounts.length === 0 ? files : new Mounted(files, volumes, mounts, machine)
}

/** Whether a path is a directory: a mount is one even while it is empty. */
export const isMount = ({ spec }: Readonly<Pick<Container, 'spec'>>, path: string): boolean =>
  (spec.behaviour.mounts ?? []).some((mount) => mount.path === path)

/** Why a path cannot be written: all but the volumes of a container is read-only, or what an image has belongs to root. */
export function denied({ behaviour }: Container['spec'], path: string): string {
  const { mounts = [], sealed = [], readOnly, user, anyProgram } = behaviour
  if (/^\/(?:dev|proc)\//.test(path)) return ''
  const all: readonly Pick<Mount, 'path' | 'readOnly'>[] = [
    ...mounts,
    ...sealed.map((at) => ({ path: at, readOnly: true as const }))
  ]
  const within = all.filter((mount) => isWithin(path, mount.path))
  if (within.length > 0) {
    const nearest = within.reduce((one, other) => (other.path.length > one.path.length ? other : one))
    return nearest.readOnly ? 'Read-only file system' : ''
  }
  if (readOnly) return 'Read-only file system'
  // Of an application's image nobody here knows what belongs to whom beside the system.
  const rest = anyProgram ? /^\/(?:etc|usr|s?bin|lib|root)\// : /^\/(?!tmp\/|var\/tmp\/|home\/)/
  return user && user.uid !== 0 && rest.test(path) ? 'Permission denied' : ''
}

/** The emptyDirs of a pod that is over. */
export function deleteEmptyDirs(context: LinuxContext, out: Outbox, podUid: string): void {
  const directory = `/var/lib/kubelet/pods/${podUid}/volumes/kubernetes.io~empty-dir/`
  const gone = [...context.volumes.keys()].filter((path) => path.startsWith(directory))
  for (const path of gone) context.volumes.delete(path)
  if (gone.length === 0) return
  out.write(
    null,
    gone.map((file) => ({ op: 'delete', file }))
  )
}

/** What was written in this step goes to the machine's disk, so that it is there after a reboot; of a network's volume, to where that lies. */
export function saveVolumes(context: LinuxContext, out: Outbox): void {
  const { volumes, networkMounts } = context
  const written = unsaved.get(volumes)
  if (!written) return
  unsaved.delete(volumes)
  const paths = networkMounts ? networkVolumes().passOn(context, out, written) : written
  if (paths.size === 0) return
  out.write(
    null,
    [...paths].map((file) => {
      const value = volumes.get(file)
      return value === undefined ? { op: 'delete', file } : { op: 'put', file, value }
    })
  )
}
