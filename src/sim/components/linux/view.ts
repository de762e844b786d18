import type { ComponentViewer } from '../../view/component'
import type { Container } from './containers'
import type { LinuxContext } from './context'
import { memoryOf, nodeMemory } from './memory'

const mib = (bytes: number): number => Math.round(bytes / 1_048_576)

/** Containers whose process runs, whatever the API says; without the sandboxes' pause processes. */
export const runningContainers = (context: LinuxContext): Container[] =>
  [...context.containers.values()].filter(({ spec }) => spec.name !== '')

export const view: ComponentViewer<LinuxContext> = {
  chip: (context) => {
    const { capacity, used } = nodeMemory(context)
    const { mode, services } = context.rules
    return {
      title: 'linux',
      detail: `${runningContainers(context).length} containers · ${services.length} ${mode} rules`,
      health: used > capacity * 0.95 ? 'warn' : 'ok',
      leads: false
    }
  },
  inspect: (context) => {
    const { capacity, used } = nodeMemory(context)
    const { mode, services } = context.rules
    const running = runningContainers(context)
    return {
      numbers: [
        { name: 'containers', value: String(running.length) },
        { name: 'memory', value: `${mib(used)} of ${mib(capacity)} MiB` },
        { name: `${mode} services`, value: String(services.length) },
        {
          name: 'endpoints in rules',
          value: String(services.reduce((sum, { endpoints }) => sum + endpoints.length, 0))
        }
      ],
      beliefs: [],
      yaml: {
        containers: running.map((container) => ({
          pod: `${container.spec.namespace}/${container.spec.podName}`,
          container: container.spec.name,
          command: container.spec.behaviour.argv.join(' '),
          ip: container.spec.podIP,
          memoryMiB: mib(memoryOf(container))
        })),
        services: services.map(({ namespace, name, clusterIP, port, nodePort, endpoints }) => ({
          service: `${namespace}/${name}`,
          address: `${clusterIP}:${port}`,
          ...(nodePort === undefined ? {} : { nodePort }),
          endpoints: endpoints.map(({ ip, port: to, pod }) => `${ip}:${to} ${pod}`)
        }))
      }
    }
  }
}
