import { Prng } from '../../base/prng'
import type { Boot } from '../cluster'
import { clockAtStart } from '../kernel/types'

/** What a process of master-1 is started with, for tests of charts that need no world. */
export const bootOf = (seed: number, incarnation = 1): Boot => ({
  self: 'master-1/kube-scheduler',
  machine: 'master-1',
  now: clockAtStart,
  rng: Prng.fromSeed(seed),
  config: {},
  cluster: {
    masters: ['master-1'],
    planned: { workers: 0, nodes: 0 },
    workers: [],
    zones: {},
    hasLoadBalancer: false,
    runtime: 'containerd',
    addresses: {},
    podCidrs: {}
  },
  disk: {},
  bootId: 1,
  incarnation,
  argv: [],
  account: '',
  address: '10.0.0.1'
})
