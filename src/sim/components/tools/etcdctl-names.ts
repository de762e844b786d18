import { memberId } from '../../cluster'
import { addressOf } from '../../protocol'
import type { EtcdMemberInfo } from '../etcd/messages'
import type { Tools } from './context'

export const nameOf = (peer: string): string => peer.slice(0, peer.indexOf('/'))

/** Who joins later has another id than whoever was there under its name. */
export function idOf({ masters }: Tools['cluster'], { number, peer }: Pick<EtcdMemberInfo, 'number' | 'peer'>): string {
  const name = nameOf(peer)
  return masters[number - 1] === name ? memberId(name) : memberId(`${name}#${number}`)
}

/** The number of the member that has that id, however often its machine has joined; 0: nobody has. */
export function numberOf({ cluster }: Pick<Tools, 'cluster'>, id: string): number {
  for (let number = 1; number <= 64; number++)
    for (const name of cluster.masters)
      if (idOf(cluster, { number, peer: addressOf('etcd', name) }) === id.toLowerCase().padStart(16, '0')) return number
  return 0
}
