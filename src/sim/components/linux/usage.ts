import { toMs } from '../../../base/time'
import { sizeOf } from './big-files'
import { flag } from './config'
import { printedBy } from './container-logs'
import type { Container } from './containers'
import type { LinuxContext } from './context'
import { memoryOf } from './memory'
import type { PodUsage } from './messages'

const gib = 1_073_741_824

/** Where emptyDirs lie: the pod's uid and the volume's name are in the path. */
const emptyDir = /^\/var\/lib\/kubelet\/pods\/([^/]+)\/volumes\/kubernetes\.io~empty-dir\/([^/]+)\//

/** What a container's layer and log take that has written nothing, as recorded. */
const unused = 48 * 1_024

/** Bytes of a container's writable layer and its log, and the files in it that its image has not. */
function diskOf({ spec, files, main, startedAt }: Container, now: number): { bytes: number; files: number } {
  const { behaviour } = spec
  let bytes = 0
  let count = 0
  for (const [path, content] of files) {
    if (behaviour.files[path] === content) continue
    bytes += sizeOf(content)
    count++
  }
  const printed = printedBy({ main, program: null, spec }, () => []).length
  const grown = (behaviour.diskBytesPerMinute ?? 0) * (toMs(now - startedAt) / 60_000)
  return { bytes: unused + bytes + printed + Math.floor(grown), files: count }
}

export const processesOf = ({ spec, execs }: Container): number => (spec.behaviour.processes ?? 1) + execs.size

interface DiskUse {
  readonly pods: Readonly<Record<string, PodUsage>>
  /** All that pods have written, to volumes of the machine, too. */
  readonly bytes: number
  readonly files: number
  readonly processes: number
}

/** By the shelf of containers: it is asked every ten seconds, and seldom has anything changed. */
const known = new WeakMap<LinuxContext['containers'], { readonly version: number; readonly use: DiskUse }>()

/** For a step that only asks: nothing that was computed in it is changed by it. */
export function usageNow(context: LinuxContext): DiskUse {
  const { containers } = context
  const last = known.get(containers)
  if (last?.version === containers.version) return last.use
  const use = podUsage(context)
  if (![...containers.values()].some(({ spec }) => spec.behaviour.diskBytesPerMinute))
    known.set(containers, { version: containers.version, use })
  return use
}

/** What pods use of the machine, as cAdvisor and the kubelet's volume statistics tell it. */
export function podUsage({ containers, volumes, now }: LinuxContext): DiskUse {
  const pods: Record<string, PodUsage> = {}
  let total = 0
  let files = 0
  let processes = 0
  for (const container of containers.values()) {
    const { podUid, name } = container.spec
    const disk = diskOf(container, now)
    const running = processesOf(container)
    total += disk.bytes
    files += disk.files
    processes += running
    const memoryBytes = memoryOf(container)
    const its = pods[podUid] ?? { memoryBytes: 0, processes: 0, files: 0, containers: {}, volumes: {} }
    pods[podUid] = {
      ...its,
      memoryBytes: its.memoryBytes + memoryBytes,
      processes: its.processes + running,
      files: its.files + disk.files,
      // A sandbox is no container that statistics tell of.
      containers: name === '' ? its.containers : { ...its.containers, [name]: { memoryBytes, diskBytes: disk.bytes } }
    }
  }
  for (const [path, content] of volumes) {
    if (!path.startsWith('/')) continue
    const bytes = sizeOf(content)
    total += bytes
    files++
    const [, uid = '', name = ''] = emptyDir.exec(path) ?? []
    const its = pods[uid]
    if (its)
      pods[uid] = {
        ...its,
        files: its.files + 1,
        volumes: { ...its.volumes, [name]: (its.volumes[name] ?? 0) + bytes }
      }
  }
  return { pods: Object.freeze(pods), bytes: total, files, processes }
}

/** Size of the machine's disk and what is free on it, in bytes: the system's part, images, and what pods have written are not. */
export function diskSpace(context: LinuxContext, written: number): { size: number; available: number } {
  const size = flag(context.config, 'node-disk-gib') * gib
  const used = flag(context.config, 'node-disk-used-gib') * gib + context.imageBytes + written
  return { size, available: context.diskFull ? 0 : Math.max(0, size - used) }
}
