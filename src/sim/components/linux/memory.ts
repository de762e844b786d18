import { flag } from './config'
import type { Container } from './containers'
import type { LinuxContext } from './context'

/** Bytes that a container has in use. */
export function memoryOf(container: Container): number {
  const { spec, extraBytes, heapBytes, main } = container
  let total = spec.behaviour.memoryBytes + extraBytes + heapBytes + (main.job?.memoryBytes ?? 0)
  for (const { proc } of container.execs.values()) total += proc.job?.memoryBytes ?? 0
  return total
}

interface Used {
  readonly version: number
  readonly bytes: number
}

/** What containers use, by their shelf: it is asked every ten seconds, and seldom has anything changed. */
const usedIn = new WeakMap<LinuxContext['containers'], Used>()

function usedBy(containers: LinuxContext['containers']): Used {
  const known = usedIn.get(containers)
  if (known?.version === containers.version) return known
  let bytes = 0
  for (const container of containers.values()) bytes += memoryOf(container)
  return { version: containers.version, bytes }
}

/** Memory in use on the node, and how much there is, in bytes. */
export function nodeMemory(context: LinuxContext): { capacity: number; used: number } {
  const { bytes } = usedBy(context.containers)
  const used = flag(context.config, 'node-memory-used-mib') * 1_048_576 + bytes
  return { capacity: flag(context.config, 'node-memory-mib') * 1_048_576, used }
}

/** A step that only asks: nothing that it computed is changed in it. */
export function rememberUsed({ containers }: LinuxContext): void {
  usedIn.set(containers, usedBy(containers))
}
