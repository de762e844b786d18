import { flag } from '../config'
import type { LinuxContext } from '../context'
import type { LinuxStart } from '../messages'
import { memoryOf, nodeMemory } from '../memory'

/** What a container's programs see of the machine that they are on, and of their own cgroup. */
export interface MachineView {
  /** Bytes of the whole machine: `/proc` is not the container's own. */
  readonly memory: { readonly capacity: number; readonly used: number }
  readonly cpus: number
  readonly cgroup: {
    readonly version: number
    readonly memoryLimit: number
    readonly memoryUsed: number
    readonly cpuLimit: number | undefined
  }
  readonly podIP: string
  /** Ports at which somebody in its pod listens, and who. */
  readonly listening: readonly { readonly port: number; readonly program: string; readonly pid: number }[]
}

export function machineView(context: LinuxContext, { containerId, podIP, behaviour }: LinuxStart): MachineView {
  const container = context.containers.get(containerId)
  const ids = context.byIP.get(podIP) ?? []
  return {
    memory: nodeMemory(context),
    cpus: Number(context.config['node-cpu'] ?? 4),
    cgroup: {
      version: flag(context.config, 'cgroup-version'),
      memoryLimit: behaviour.memoryLimitBytes,
      memoryUsed: container ? memoryOf(container) : 0,
      cpuLimit: behaviour.cpuLimit
    },
    podIP,
    listening: [...ids].flatMap((id) => {
      const { spec, main } = context.containers.get(id)!
      const { listens } = main.job ?? { listens: 0 }
      const ports = listens > 0 ? [listens] : listens === 0 ? [] : spec.behaviour.serves.map(({ port }) => port)
      const program = (spec.behaviour.argv.find((word) => !/docker-entrypoint/.test(word)) ?? '').replace(/^.*\//, '')
      // Of other containers' processes only the number is hidden.
      return ports.filter((port) => port > 0).map((port) => ({ port, program, pid: id === containerId ? 1 : 0 }))
    })
  }
}
