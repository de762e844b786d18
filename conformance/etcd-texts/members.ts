/**
 * Ids of members, of the cluster and of leases are drawn: what one cluster calls so, the other calls otherwise. They are told apart by where they
 * come first in the outputs, the members by their names.
 */
export class Names {
  /** Of the recorded cluster → of ours. */
  private readonly ours = new Map<string, string>()

  /** Two outputs of the same line: ids in the same place are of the same thing. */
  learn(recorded: string, printed: string): void {
    const [theirs, ours] = [recorded, printed].map((text) => idsByName(text))
    for (const [name, id] of theirs!) if (ours!.has(name)) this.ours.set(id, ours!.get(name)!)
    const [a, b] = [recorded.match(hex) ?? [], printed.match(hex) ?? []]
    if (a.length !== b.length) return
    for (const [i, id] of a.entries()) if (!this.ours.has(id)) this.ours.set(id, b[i]!)
  }

  /** A revision of the recorded cluster is this one of ours. */
  learnRevision(recorded: string, ours: string): void {
    if (!this.ours.has(recorded)) this.ours.set(recorded, ours)
  }

  /** A line of the recorded cluster, as it is typed at ours. */
  translated(line: string): string {
    return line
      .replace(hex, (id) => this.ours.get(id) ?? id)
      .replace(/\bcompaction (\d+)/, (_, revision: string) => `compaction ${this.ours.get(revision) ?? revision}`)
  }
}

const hex = /\b[0-9a-f]{15,16}\b/g

/** Members that a list names: `cebdf10928a06f3c, started, master-1, …`, or rows of its table. */
function idsByName(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, id, name] = /\b([0-9a-f]{15,16})\b[ ,|]+(?:un)?started[ ,|]+(master-\d+)/.exec(line) ?? []
    if (id !== undefined && name !== undefined) found.set(name, id)
  }
  return found
}
