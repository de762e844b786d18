import { ownPolicyOf } from '../../../api/kinds/pod/restart'
import { isSidecar } from '../../../api/kinds/pod/sidecar'
import type { Container, Pod, Probe } from '../../../api/types'

/**
 * Where somebody expects a container to listen: `containerPort` informs and opens nothing, so a program may listen where only
 * a probe or a hook asks it.
 */
export function portsOf(container: Container): number[] {
  const { ports = [], startupProbe, livenessProbe, readinessProbe, lifecycle } = container
  const asked = [startupProbe, livenessProbe, readinessProbe, ...hooksOf(lifecycle)].flatMap(numbersOf)
  return [...new Set([...ports.map(({ containerPort }) => containerPort), ...asked])]
}

const hooksOf = (lifecycle: Container['lifecycle']) => [lifecycle?.postStart, lifecycle?.preStop]

/** Numbers only: a name is one of the declared ports. */
function numbersOf(handler: Pick<Probe, 'httpGet' | 'tcpSocket' | 'grpc'> | undefined): number[] {
  const named = [handler?.httpGet, handler?.tcpSocket, handler?.grpc]
  return named.flatMap((target) => (typeof target?.port === 'number' ? [target.port] : []))
}

/**
 * Files that its probes look for (`cat /tmp/ready`, `test -f /tmp/ready`): that its program makes them when it is ready is a contract between the
 * two that nothing else says.
 */
export function awaitedFiles({ startupProbe, livenessProbe, readinessProbe }: Container): {
  awaited?: readonly string[]
} {
  const found = [startupProbe, livenessProbe, readinessProbe].flatMap((probe) => {
    const line = (probe?.exec?.command ?? []).join(' ').replace(/^(?:\/bin\/)?(?:ba)?sh -c /, '')
    const [, path] = looks.exec(line) ?? []
    return path === undefined ? [] : [path]
  })
  return found.length > 0 ? { awaited: [...new Set(found)] } : {}
}
const looks = /^(?:\/bin\/)?(?:cat|ls|stat|(?:test|\[) -[ef]) (\/[\w./-]+)(?: \])?$/

/** It is there to serve: it is started again when it ends, whatever its exit code. */
export const isServing = ({ spec }: Pod, container: Container): boolean =>
  isSidecar(container) ||
  ((ownPolicyOf(container) ?? spec.restartPolicy ?? 'Always') === 'Always' &&
    spec.containers.some(({ name }) => name === container.name))
