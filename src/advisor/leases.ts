import { seconds, type Micros } from '../base/time'
import type { World } from '../sim/kernel/world'
import { storedRevision } from '../sim/view/truth'

const locks = ['kube-controller-manager', 'kube-scheduler'] as const

/** A leader renews its lease every other second, and another takes it over 15 s later (`leader-elect-lease-duration`) or a little more. */
const patience = seconds(25)

/** Looks whether somebody leads, by the leases in the store: who cannot renew one does nothing for the cluster either. */
export class Leases {
  private readonly seen = new Map<string, { revision: number; since: Micros }>()

  constructor(world: World) {
    this.look(world)
  }

  look(world: World): void {
    for (const lock of locks) {
      const revision = storedRevision(world, `/registry/leases/kube-system/${lock}`)
      if (this.seen.get(lock)?.revision !== revision) this.seen.set(lock, { revision, since: world.now })
    }
  }

  unled(world: World): string[] {
    return locks.filter((lock) => world.now - this.seen.get(lock)!.since > patience)
  }
}
