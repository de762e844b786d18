import type { Delivered } from '../../kernel/types'
import type { LinuxContext } from './context'
import type { LinuxAppend, Outbox } from './messages'
import { filesOf, saveVolumes } from './volumes'

/**
 * A program of the simulator's own writes to the end of a file, in its container or on what is mounted there. Rotation models
 * gopkg.in/natefinch/lumberjack.v2: the file gets a name with the time, and a new one is begun.
 */
export function append(
  context: LinuxContext,
  out: Outbox,
  { path, text, maxBytes, maxBackups, aside, from }: Delivered<LinuxAppend>
): void {
  const container = [...context.containers.values()].find(({ program }) => program?.id === from)
  if (!container) return
  const files = filesOf(context, context.containers.change(container.spec.containerId)!)
  const before = files.get(path) ?? ''
  if (before.length > 0 && before.length + text.length > maxBytes) {
    const [, name = path, ending = ''] = /^(.*?)(\.[^./]*)?$/.exec(path) ?? []
    files.set(`${name}${aside}${ending}`, before)
    const old = [...files.keys()].filter((file) => file.startsWith(`${name}-`) && file.endsWith(ending)).sort()
    if (maxBackups > 0) for (const file of old.slice(0, -maxBackups)) files.delete(file)
    files.set(path, text)
  } else files.set(path, before + text)
  saveVolumes(context, out)
}
