import type { Message } from '../../sim/components/etcd/raft'

/** What is under way, by recipient, and who is cut off from whom. */
export interface Network {
  readonly flying: Map<number, Message[]>
  /** Members of different groups do not hear each other; no groups: all hear all. */
  groups: readonly (readonly number[])[]
}

export const createNetwork = (): Network => ({ flying: new Map(), groups: [] })

export function transmit({ flying }: Network, messages: readonly Message[]): void {
  for (const message of messages) {
    const waiting = flying.get(message.to)
    if (waiting) waiting.push(message)
    else flying.set(message.to, [message])
  }
}

/** Takes what is under way to one member, in the order in which it was sent; from one sender only, if that is given. */
export function takeMessages({ flying }: Network, to: number, from: number | undefined): readonly Message[] {
  const waiting = flying.get(to) ?? []
  if (from === undefined) {
    flying.delete(to)
    return waiting
  }
  flying.set(
    to,
    waiting.filter((message) => message.from !== from)
  )
  return waiting.filter((message) => message.from === from)
}

export const isCut = ({ groups }: Network, from: number, to: number): boolean =>
  groups.length > 0 && !groups.some((group) => group.includes(from) && group.includes(to))
