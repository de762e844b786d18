import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { fnv1a } from '../../base/prng'

/** What is hashed: rows of whole numbers, of which some stand for texts, and notes beside some of them. */
export interface Hashed {
  readonly length: number
  readonly notes: ReadonlyMap<number, readonly string[]>
  /** A copy of up to `count` rows from `seq` on, with its texts as numbers that depend on nothing but the text (`numberOf`). */
  rows(seq: number, count: number, numberOf: (text: string) => number): Int32Array
  /** Rows that a copy can have from `seq` on. */
  together(seq: number): number
}

/** State of the hash after so many rows. */
interface Mark {
  readonly rows: number
  readonly sha: ReturnType<typeof sha256.create>
}

const hashedRows = 1024
/** Between two states of the hash that are kept: for branches, which need not hash what they share, and for the past. */
const rowsPerMark = 16_384

/** SHA-256 over a timeline, as far as it was asked for. */
export class Digest {
  private sha = sha256.create()
  private hashed = 0
  private marks: Mark[] = []

  constructor(private readonly timeline: Hashed) {}

  /** Over the first `length` rows. */
  of(length: number): string {
    if (length < this.timeline.length) return this.before(length)
    // The last step may still be added to; it is hashed on a copy.
    const complete = Math.max(this.hashed, length - 1)
    this.hashTo(complete)
    const last = this.sha.clone()
    this.hashRows(last, complete, length)
    return bytesToHex(last.digest())
  }

  /** That of a timeline which has the first `length` rows in common with this one. */
  fork(timeline: Hashed, length: number): Digest {
    const next = new Digest(timeline)
    next.marks = this.marks.filter((mark) => mark.rows <= length)
    const mark = next.marks[next.marks.length - 1]
    if (mark) {
      next.sha = mark.sha.clone()
      next.hashed = mark.rows
    }
    return next
  }

  private before(length: number): string {
    this.hashTo(length)
    const mark = this.marks.findLast(({ rows }) => rows <= length)
    const sha = mark ? mark.sha.clone() : sha256.create()
    this.hashRows(sha, mark?.rows ?? 0, length)
    return bytesToHex(sha.digest())
  }

  private hashTo(length: number): void {
    while (this.hashed < length) {
      const to = Math.min(length, this.hashed - (this.hashed % rowsPerMark) + rowsPerMark)
      this.hashRows(this.sha, this.hashed, to)
      this.hashed = to
      if (to % rowsPerMark === 0) this.marks.push({ rows: to, sha: this.sha.clone() })
    }
  }

  /** The bytes of each row, its notes right after it: the stream does not depend on how often a digest was asked for. */
  private hashRows(sha: typeof this.sha, from: number, to: number): void {
    const { notes } = this.timeline
    let start = from
    while (start < to) {
      const stop = Math.min(to, start + Math.min(hashedRows, this.timeline.together(start)))
      let end = start
      while (end < stop && !notes.has(end)) end++
      const noted = end < stop ? notes.get(end) : undefined
      if (noted) end++
      sha.update(new Uint8Array(this.timeline.rows(start, end - start, nameHash).buffer))
      if (noted) sha.update(utf8ToBytes(noted.join('\n')))
      start = end
    }
  }
}

const nameHashes = new Map<string, number>()
function nameHash(name: string): number {
  let hash = nameHashes.get(name)
  if (hash === undefined) nameHashes.set(name, (hash = fnv1a(name) | 0))
  return hash
}
