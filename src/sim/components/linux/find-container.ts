import type { Container } from './containers'
import type { LinuxContext } from './context'

/** The container of a fault: `namespace/name` or a prefix with `*`, its first (or the named) container. */
export function findContainer(
  context: LinuxContext,
  pod: string,
  name: string | undefined
): Readonly<Container> | undefined {
  const wanted = pod.includes('/') ? pod : `default/${pod}`
  for (const container of context.containers.values()) {
    const { spec } = container
    const key = `${spec.namespace}/${spec.podName}`
    const matches = wanted.endsWith('*') ? key.startsWith(wanted.slice(0, -1)) : key === wanted
    if (matches && (name ? spec.name === name : spec.name !== '')) return container
  }
  return undefined
}
