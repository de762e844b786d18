/** What invariants remember, with when they learned it: a branch knows what was known where it begins, and nothing more. */
export class Memory {
  /** The timeline entry that is being looked at. */
  entry = -1
  private readonly known = new Map<string, unknown>()
  private readonly learned: { readonly entry: number; readonly key: string; readonly value: unknown }[] = []

  get(key: string): unknown {
    return this.known.get(key)
  }

  set(key: string, value: unknown): void {
    if (this.known.get(key) === value) return
    this.known.set(key, value)
    this.learned.push({ entry: this.entry, key, value })
  }

  /** What was known when there were that many entries. */
  fork(entries: number): Memory {
    const next = new Memory()
    for (const fact of this.learned) {
      if (fact.entry >= entries) break
      next.known.set(fact.key, fact.value)
      next.learned.push(fact)
    }
    return next
  }
}
