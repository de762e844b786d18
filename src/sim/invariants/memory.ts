/**
 * What invariants remember, with when they learned it: a branch knows what was known where it begins, and nothing more.
 * It is kept by topic and, in it, by a number (a process and its life, a revision) or a text that is at hand already, so that
 * a look builds no text.
 */
export class Memory {
  /** The timeline entry that is being looked at. */
  entry = -1
  private readonly known = new Map<string, Map<Key, unknown>>()
  private readonly learned: {
    readonly entry: number
    readonly topic: string
    readonly key: Key
    readonly value: unknown
  }[] = []

  get(topic: string, key: Key): unknown {
    return this.known.get(topic)?.get(key)
  }

  set(topic: string, key: Key, value: unknown): void {
    if (this.get(topic, key) === value) return
    this.learn(this.entry, topic, key, value)
  }

  /** What was known when there were that many entries. */
  fork(entries: number): Memory {
    const next = new Memory()
    for (const { entry, topic, key, value } of this.learned) {
      if (entry >= entries) break
      next.learn(entry, topic, key, value)
    }
    return next
  }

  private learn(entry: number, topic: string, key: Key, value: unknown): void {
    let about = this.known.get(topic)
    if (!about) this.known.set(topic, (about = new Map<Key, unknown>()))
    about.set(key, value)
    this.learned.push({ entry, topic, key, value })
  }
}

type Key = string | number

/** The key of one life of a process. */
export const lifeOf = ({ index, incarnation }: { readonly index: number; readonly incarnation: number }): number =>
  index * 65_536 + incarnation
