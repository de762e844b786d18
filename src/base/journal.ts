const bits = 8
const blockSize = 2 ** bits

/**
 * A list that grows at its end and is cut at either end, of values that never change. Copies share full blocks, so that a
 * long log costs a checkpoint next to nothing.
 */
export class Journal<T> {
  /** All but the last are full, and never change. */
  #blocks: T[][] = []
  /** Items of the first block that were dropped. */
  #skipped = 0
  #length = 0
  /** A copy holds the last block too. */
  #shared = false
  #kept: Journal<T> | null = null

  constructor(items: Iterable<T> = []) {
    for (const item of items) this.push(item)
  }

  get length(): number {
    return this.#length
  }

  at(index: number): T | undefined {
    if (index < 0) return undefined
    const place = index + this.#skipped
    return this.#blocks[place >> bits]?.[place & (blockSize - 1)]
  }

  push(item: T): void {
    this.#kept = null
    const blocks = this.#blocks
    let last = blocks[blocks.length - 1]
    if (last === undefined || last.length === blockSize) {
      last = []
      blocks.push(last)
      this.#shared = false
    } else if (this.#shared) {
      last = last.slice()
      blocks[blocks.length - 1] = last
      this.#shared = false
    }
    last.push(item)
    this.#length++
  }

  /** Cuts off the first items. */
  dropFirst(count: number): void {
    this.#kept = null
    const dropped = Math.min(count, this.#length)
    if (dropped === this.#length) return this.truncate(0)
    const place = this.#skipped + Math.max(0, dropped)
    this.#blocks.splice(0, place >> bits)
    this.#skipped = place & (blockSize - 1)
    this.#length -= Math.max(0, dropped)
  }

  /** Keeps the first items only. */
  truncate(length: number): void {
    if (length >= this.#length) return
    this.#kept = null
    const place = length <= 0 ? 0 : this.#skipped + length
    const whole = (place + blockSize - 1) >> bits
    this.#blocks.length = whole
    if ((place & (blockSize - 1)) > 0) {
      this.#blocks[whole - 1] = this.#blocks[whole - 1]!.slice(0, place & (blockSize - 1))
      this.#shared = false
    }
    if (place === 0) this.#skipped = 0
    this.#length = Math.max(0, length)
  }

  slice(from = 0, to = this.#length): T[] {
    const found: T[] = []
    for (let i = Math.max(0, from); i < Math.min(to, this.#length); i++) found.push(this.at(i)!)
    return found
  }

  [Symbol.iterator](): ArrayIterator<T> {
    return this.slice().values()
  }

  /** A copy that is only read from now on: the same one as long as nothing changes. */
  keep(): Journal<T> {
    return (this.#kept ??= this.clone())
  }

  clone(): Journal<T> {
    const next = new Journal<T>()
    next.#blocks = this.#blocks.slice()
    next.#skipped = this.#skipped
    next.#length = this.#length
    next.#shared = this.#shared = true
    return next
  }
}
