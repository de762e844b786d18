import type { LinuxContext } from './context'
import type { LinuxStart } from './messages'
import type { Exec } from './containers'
import type { Surroundings } from './programs'

type Processes = NonNullable<Surroundings['processes']>

/**
 * The processes that a container's programs see: its own, those of the container whose process namespace it entered
 * (`targetContainerName`), or all of its pod (`shareProcessNamespace`); without what is run in it besides. Its own first process is
 * among them even before it runs.
 */
export function processesOf(context: LinuxContext, { containerId, sandboxId, behaviour }: LinuxStart): Processes {
  const { pidNamespace } = behaviour
  const own = { pid: 1, argv: behaviour.argv }
  if (pidNamespace === undefined) return [own]
  const sharing = [...context.containers.values()].filter(({ spec }) =>
    pidNamespace === 'pod' ? spec.sandboxId === sandboxId : spec.containerId === pidNamespace
  )
  const seen = sharing.flatMap(({ spec, execs }) => [
    { argv: spec.behaviour.argv },
    ...(spec.containerId === containerId ? [] : [...execs.values()]).map(({ argv = [] }: Exec) => ({ argv }))
  ])
  const missing = sharing.every(({ spec }) => spec.containerId !== containerId)
  return [...seen, ...(missing ? [own] : [])].map(({ argv }, i) => ({ pid: i + 1, argv }))
}
