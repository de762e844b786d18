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

  /** Members that the recordings name, by their ids, and ours by their names: whoever was replaced bears another id there and here. */
  constructor(private readonly named: ReadonlyMap<string, string>) {}

  private readonly current = new Map<string, string>()

  /** Who our members are now. */
  know(list: string): void {
    for (const [name, id] of idsByName(list)) this.current.set(name, id)
  }

  /** Whether something of ours stands for it. */
  knows(id: string): boolean {
    return this.ours.has(id)
  }

  /** A revision of the recorded cluster is this one of ours. */
  learnRevision(recorded: string, ours: string): void {
    if (!this.ours.has(recorded)) this.ours.set(recorded, ours)
  }

  /** A line of the recorded cluster, as it is typed at ours. */
  translated(line: string): string {
    return line
      .replace(hex, (id) => this.ours.get(id) ?? this.current.get(this.named.get(id) ?? '') ?? id)
      .replace(/\bcompaction (\d+)/, (_, revision: string) => `compaction ${this.ours.get(revision) ?? revision}`)
  }
}

const hex = /\b[0-9a-f]{15,16}\b/g

/** Ids that member lists among outputs give, with the names of the machines. */
export function namesById(outputs: readonly string[]): ReadonlyMap<string, string> {
  return new Map(outputs.flatMap((text) => [...idsByName(text)].map(([name, id]) => [id, name] as const)))
}

/** Members that a list names: `cebdf10928a06f3c, started, master-1, https://10.0.0.11:2380, …`, or rows of its table; one that has not started has no name yet. */
function idsByName(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, id, number] =
      /\b([0-9a-f]{15,16})\b[ ,|]+(?:un)?started\b.*?https:\/\/10\.0\.0\.1(\d):2380/.exec(line) ?? []
    if (id !== undefined && number !== undefined) found.set(`master-${number}`, id)
  }
  return found
}
