import { setup } from 'xstate'
import { acting } from '../sim/kernel/act'
import { silent, type Recorder } from '../sim/kernel/recorder'
import { runUntil } from '../sim/kernel/step'
import type { ProcessContext, SimEvent } from '../sim/kernel/types'
import type { Boot } from '../sim/cluster'
import { World, type Machines, type Setup } from '../sim/kernel/world'
import { seconds } from '../base/time'

/** A process that does nothing but pass messages around: what the kernel alone costs. */
const relay = setup({
  types: { context: {} as ProcessContext, events: {} as SimEvent, input: {} as Boot },
  actions: {
    pass: acting<ProcessContext, SimEvent>((context, _event, out) => {
      const next = (Number(context.self.slice(1, context.self.indexOf('/'))) + 1) % relays
      out.send(`m${next}/etcd`, { type: 'pass' })
    })
  }
}).createMachine({
  id: 'relay',
  context: ({ input }) => ({ self: input.self, now: input.now, rng: input.rng, config: input.config }),
  initial: 'on',
  states: { on: { entry: 'pass', on: { pass: { actions: 'pass' } } } }
})

const relays = 100

const bareSetup: Setup = {
  seed: 1,
  startAt: 0,
  flags: {},
  cluster: {
    masters: [],
    workers: [],
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd',
    addresses: {},
    podCidrs: {}
  },
  processes: Array.from({ length: relays }, (_, i) => ({ id: `m${i}/etcd`, kind: 'etcd' as const, startDelay: i }))
}

/** Runs the bare kernel and gives the number of events it did. */
export function runBare(simulatedSeconds: number, recorder: Recorder = silent): number {
  const world = World.create(bareSetup, { etcd: relay } as unknown as Machines, recorder, () => {})
  runUntil(world, seconds(simulatedSeconds))
  return world.entries
}
