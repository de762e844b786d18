import type { Container } from '../../../../api/types'
import type { PodSpec } from '../../script/pod-spec'

/** Whether a name is meant by a pattern such as `*` or `web-*`. Models kubectl/pkg/cmd/set wildcardMatch. */
export function isMeant(pattern: string, name: string): boolean {
  if (pattern === '' || pattern === '*') return true
  const quoted = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${quoted.join('.*')}$`, 's').test(name)
}

/** Changes the containers that are meant, those that run and then those before them; how many there are. */
export function changeContainers(
  spec: PodSpec,
  pattern: string,
  change: (container: Container) => Container
): { spec: PodSpec; count: number } {
  let count = 0
  const one = (container: Container): Container => {
    if (!isMeant(pattern, container.name)) return container
    count++
    return change(container)
  }
  const containers = spec.containers.map(one)
  const initContainers = spec.initContainers?.map(one)
  return { spec: { ...spec, containers, ...(initContainers && { initContainers }) }, count }
}
