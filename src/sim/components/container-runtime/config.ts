import { ms, type Micros } from '../../../base/time'
import type { Flags } from '../../kernel/types'
import type { Cluster } from '../../cluster'
import { defaultsOf } from '../../flag'
import { runtimesOf } from '../../releases'
import { flags } from './flags'

/** See flags.ts. */
export const runtimeDefaults = defaultsOf(flags)

export type RuntimeFlag = keyof typeof runtimeDefaults

/** How the runtimes differ: names are theirs, `pace` (relative to containerd's latencies) is an assumption. */
export const runtimes: Readonly<
  Record<Cluster['runtime'], { name: string; socket: string; prefix: string; pace: number }>
> = {
  containerd: {
    name: 'containerd',

    socket: '/run/containerd/containerd.sock',
    prefix: 'containerd',
    pace: 1
  },
  'cri-o': { name: 'cri-o', socket: '/var/run/crio/crio.sock', prefix: 'cri-o', pace: 1.05 },
  docker: { name: 'docker', socket: '/var/run/cri-dockerd.sock', prefix: 'docker', pace: 1.5 },
  podman: { name: 'podman', socket: '/run/podman/podman.sock', prefix: 'podman', pace: 1.2 }
}

export const number = (config: Flags, name: RuntimeFlag): number => Number(config[name] ?? runtimeDefaults[name])
export const flag = (config: Flags, name: RuntimeFlag): boolean => (config[name] ?? runtimeDefaults[name]) === true
export const text = (config: Flags, name: RuntimeFlag): string => String(config[name] ?? runtimeDefaults[name])

/** What the runtime says of its version. */
export const versionOf = ({ config, runtime }: { config: Flags; runtime: Cluster['runtime'] }): string =>
  runtimesOf(config)[runtime]

/** One call's latency: the setting × the runtime's pace, spread evenly around it. */
export function latency(
  context: { config: Flags; rng: { float(): number }; runtime: Cluster['runtime'] },
  name: RuntimeFlag
): Micros {
  const spread = number(context.config, 'cri-latency-jitter')
  return ms(
    number(context.config, name) * runtimes[context.runtime].pace * (1 + spread * (context.rng.float() * 2 - 1))
  )
}
