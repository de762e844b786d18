/** What Go's sort.Sort is given: it only compares and swaps. */
export interface Sortable {
  readonly length: number
  less(i: number, j: number): boolean
  swap(i: number, j: number): void
}

type Hint = 'unknown' | 'increasing' | 'decreasing'

/** Go's sort.Sort: not stable, so that equal elements come out in its own order. Models sort/zsortinterface.go (pdqsort). */
export function goSort(data: Sortable): void {
  const { length } = data
  pdqsort(data, 0, length, 32 - Math.clz32(length))
}

/** An array in the order of Go's sort.Sort or sort.Slice. */
export function goSorted<T>(items: readonly T[], less: (a: T, b: T) => boolean): T[] {
  const sorted = [...items]
  goSort({
    length: sorted.length,
    less: (i, j) => less(sorted[i]!, sorted[j]!),
    swap: (i, j) => {
      const kept = sorted[i]!
      sorted[i] = sorted[j]!
      sorted[j] = kept
    }
  })
  return sorted
}

function insertionSort(data: Sortable, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1)
}

function siftDown(data: Sortable, lo: number, hi: number, first: number): void {
  let root = lo
  for (;;) {
    let child = 2 * root + 1
    if (child >= hi) return
    if (child + 1 < hi && data.less(first + child, first + child + 1)) child++
    if (!data.less(first + root, first + child)) return
    data.swap(first + root, first + child)
    root = child
  }
}

function heapSort(data: Sortable, a: number, b: number): void {
  const hi = b - a
  for (let i = Math.trunc((hi - 1) / 2); i >= 0; i--) siftDown(data, i, hi, a)
  for (let i = hi - 1; i >= 0; i--) {
    data.swap(a, a + i)
    siftDown(data, 0, i, a)
  }
}

function pdqsort(data: Sortable, from: number, to: number, badAllowed: number): void {
  let [a, b, limit] = [from, to, badAllowed]
  let [balanced, partitioned] = [true, true]
  for (;;) {
    const length = b - a
    if (length <= 12) return insertionSort(data, a, b)
    if (limit === 0) return heapSort(data, a, b)
    if (!balanced) {
      breakPatterns(data, a, b)
      limit--
    }
    let [pivot, hint] = choosePivot(data, a, b)
    if (hint === 'decreasing') {
      reverse(data, a, b)
      pivot = b - 1 - (pivot - a)
      hint = 'increasing'
    }
    if (balanced && partitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot)
      continue
    }
    const [mid, already] = partition(data, a, b, pivot)
    partitioned = already
    const [left, right] = [mid - a, b - mid]
    const threshold = Math.trunc(length / 8)
    if (left < right) {
      balanced = left >= threshold
      pdqsort(data, a, mid, limit)
      a = mid + 1
    } else {
      balanced = right >= threshold
      pdqsort(data, mid + 1, b, limit)
      b = mid
    }
  }
}

function partition(data: Sortable, a: number, b: number, pivot: number): [number, boolean] {
  data.swap(a, pivot)
  let [i, j] = [a + 1, b - 1]
  while (i <= j && data.less(i, a)) i++
  while (i <= j && !data.less(j, a)) j--
  if (i > j) {
    data.swap(j, a)
    return [j, true]
  }
  data.swap(i, j)
  i++
  j--
  for (;;) {
    while (i <= j && data.less(i, a)) i++
    while (i <= j && !data.less(j, a)) j--
    if (i > j) break
    data.swap(i, j)
    i++
    j--
  }
  data.swap(j, a)
  return [j, false]
}

function partitionEqual(data: Sortable, a: number, b: number, pivot: number): number {
  data.swap(a, pivot)
  let [i, j] = [a + 1, b - 1]
  for (;;) {
    while (i <= j && !data.less(a, i)) i++
    while (i <= j && data.less(a, j)) j--
    if (i > j) break
    data.swap(i, j)
    i++
    j--
  }
  return i
}

function partialInsertionSort(data: Sortable, a: number, b: number): boolean {
  let i = a + 1
  for (let step = 0; step < 5; step++) {
    while (i < b && !data.less(i, i - 1)) i++
    if (i === b) return true
    if (b - a < 50) return false
    data.swap(i, i - 1)
    if (i - a >= 2) {
      for (let j = i - 1; j >= 1; j--) {
        if (!data.less(j, j - 1)) break
        data.swap(j, j - 1)
      }
    }
    if (b - i >= 2) {
      for (let j = i + 1; j < b; j++) {
        if (!data.less(j, j - 1)) break
        data.swap(j, j - 1)
      }
    }
  }
  return false
}

/** Scatters some elements; its random numbers are xorshift's from the length. */
function breakPatterns(data: Sortable, a: number, b: number): void {
  const length = b - a
  if (length < 8) return
  let random = BigInt(length)
  const next = (): bigint => {
    random ^= BigInt.asUintN(64, random << 13n)
    random ^= random >> 7n
    random ^= BigInt.asUintN(64, random << 17n)
    return random
  }
  const modulus = 1n << BigInt(32 - Math.clz32(length))
  const middle = a + Math.trunc(length / 4) * 2
  for (let i = 0; i < 3; i++) {
    let other = Number(next() & (modulus - 1n))
    if (other >= length) other -= length
    data.swap(middle - 1 + i, a + other)
  }
}

function choosePivot(data: Sortable, a: number, b: number): [number, Hint] {
  const length = b - a
  let swaps = 0
  const quarter = Math.trunc(length / 4)
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3]
  const median = (x: number, y: number, z: number): number => {
    const order = (one: number, two: number): [number, number] => {
      if (!data.less(two, one)) return [one, two]
      swaps++
      return [two, one]
    }
    const [first, second] = order(x, y)
    const [next] = order(second, z)
    return order(first, next)[1]
  }
  if (length >= 8) {
    if (length >= 50) {
      i = median(i - 1, i, i + 1)
      j = median(j - 1, j, j + 1)
      k = median(k - 1, k, k + 1)
    }
    j = median(i, j, k)
  }
  return [j, swaps === 0 ? 'increasing' : swaps === 12 ? 'decreasing' : 'unknown']
}

function reverse(data: Sortable, a: number, b: number): void {
  for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j)
}
