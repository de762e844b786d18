/** One transition of a chart, put together from the columns. */
export interface Transition {
  readonly entry: number
  /** Name of the chart. */
  readonly chart: string
  /** Id of the item; empty for a process's own chart. */
  readonly item: string
  /** Number of the edge in the chart's shape. */
  readonly edge: number
}

const columns = 3

/** The transitions that charts took, in order: three whole numbers and the item's id each. */
export class Transitions {
  private data = new Int32Array(columns * 1024)
  private items: string[] = []
  private readonly charts: string[] = []

  get length(): number {
    return this.items.length
  }

  add(entry: number, chart: string, item: string, edge: number): void {
    const base = this.items.length * columns
    if (base === this.data.length) {
      const next = new Int32Array(base * 2)
      next.set(this.data)
      this.data = next
    }
    let index = this.charts.indexOf(chart)
    if (index < 0) index = this.charts.push(chart) - 1
    this.data[base] = entry
    this.data[base + 1] = index
    this.data[base + 2] = edge
    this.items.push(item)
  }

  get(index: number): Transition {
    const base = index * columns
    return {
      entry: this.data[base]!,
      chart: this.charts[this.data[base + 1]!]!,
      item: this.items[index]!,
      edge: this.data[base + 2]!
    }
  }

  /** Those of the first `entries` steps. */
  fork(entries: number): Transitions {
    const count = this.before(entries)
    const next = new Transitions()
    next.data = this.data.slice(0, Math.max(count, 1_024) * columns)
    next.items = this.items.slice(0, count)
    next.charts.push(...this.charts)
    return next
  }

  /** How many were taken before an entry. */
  before(entry: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.data[middle * columns]! < entry) low = middle + 1
      else high = middle
    }
    return low
  }
}
