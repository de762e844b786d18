/**
 * gzip (RFC 1952) around DEFLATE (RFC 1951): written without compression, as stored blocks that any gunzip reads; what others have
 * compressed is read.
 */
export function gzip(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / most))
  const out = new Uint8Array(10 + blocks * 5 + bytes.length + 8)
  out.set([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
  let at = 10
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * most, (block + 1) * most)
    const size = part.length
    out.set([block === blocks - 1 ? 1 : 0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255], at)
    out.set(part, at + 5)
    at += 5 + size
  }
  const view = new DataView(out.buffer)
  view.setUint32(at, crc32(bytes), true)
  view.setUint32(at + 4, bytes.length, true)
  return out
}

/** A stored block's most bytes. */
const most = 65_535

/**
 * What gzip holds.
 * @throws Error with gunzip's words: it is none, or it ends too early, or it is more than `limit` bytes
 */
export function gunzip(bytes: Uint8Array, limit: number): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new Error('invalid magic')
  const flags = bytes[3]!
  let at = 10
  if (flags & 4) at += 2 + bytes[at]! + (bytes[at + 1]! << 8)
  for (const flag of [8, 16]) if (flags & flag) at = bytes.indexOf(0, at) + 1
  if (flags & 2) at += 2
  return inflate(bytes, at, limit)
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}

/** Codes by their length: how many there are of each, and their symbols in order. */
interface Codes {
  readonly counts: readonly number[]
  readonly symbols: readonly number[]
}

function codesOf(lengths: readonly number[]): Codes {
  const counts = Array.from(
    { length: 16 },
    (_, length) => lengths.filter((each) => each === length && length > 0).length
  )
  const symbols = lengths
    .map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol)
  return { counts, symbols }
}

/** Extra bits and the base of lengths (from symbol 257 on) and distances. */
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]
const distanceBits = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1))
const basesOf = (bits: readonly number[], first: number): number[] => {
  const bases = [first]
  for (let i = 0; i < bits.length - 1; i++) bases.push(bases[i]! + 2 ** bits[i]!)
  return bases
}
const lengthBases = basesOf(lengthBits.slice(0, 28), 3).concat(258)
const distanceBases = basesOf(distanceBits, 1)
const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const fixed = {
  letters: codesOf(Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8))),
  distances: codesOf(Array.from({ length: 30 }, () => 5))
}

function inflate(bytes: Uint8Array, start: number, limit: number): Uint8Array {
  const out: number[] = []
  let bit = start * 8
  const take = (count: number): number => {
    let value = 0
    if (bit + count > bytes.length * 8) throw new Error('unexpected end of file')
    for (let i = 0; i < count; i++, bit++) value |= ((bytes[bit >> 3]! >> (bit & 7)) & 1) << i
    return value
  }
  const put = (byte: number): void => {
    if (out.length >= limit) throw new Error('file too large')
    out.push(byte)
  }
  const symbol = ({ counts, symbols }: Codes): number => {
    let code = 0
    let first = 0
    let index = 0
    for (let length = 1; length < 16; length++) {
      code |= take(1)
      const count = counts[length]!
      if (code - count < first) return symbols[index + code - first]!
      index += count
      first = (first + count) << 1
      code <<= 1
    }
    throw new Error('corrupted data')
  }
  const tables = (): typeof fixed => {
    const [letters, distances, own] = [take(5) + 257, take(5) + 1, take(4) + 4]
    const lengths = Array.from({ length: 19 }, () => 0)
    for (let i = 0; i < own; i++) lengths[order[i]!] = take(3)
    const codes = codesOf(lengths)
    const all: number[] = []
    while (all.length < letters + distances) {
      const next = symbol(codes)
      if (next < 16) all.push(next)
      else {
        const again = next === 16 ? all[all.length - 1]! : 0
        const times = next === 16 ? 3 + take(2) : next === 17 ? 3 + take(3) : 11 + take(7)
        for (let i = 0; i < times; i++) all.push(again)
      }
    }
    return { letters: codesOf(all.slice(0, letters)), distances: codesOf(all.slice(letters)) }
  }
  for (let last = false; !last;) {
    last = take(1) === 1
    const kind = take(2)
    if (kind === 3) throw new Error('corrupted data')
    if (kind === 0) {
      bit = Math.ceil(bit / 8) * 8
      const size = take(16)
      take(16)
      for (let i = 0; i < size; i++) put(take(8))
      continue
    }
    const codes = kind === 1 ? fixed : tables()
    for (let next = symbol(codes.letters); next !== 256; next = symbol(codes.letters)) {
      if (next < 256) put(next)
      else {
        const length = lengthBases[next - 257]! + take(lengthBits[next - 257]!)
        const far = symbol(codes.distances)
        const distance = distanceBases[far]! + take(distanceBits[far]!)
        if (distance > out.length) throw new Error('corrupted data')
        for (let i = 0; i < length; i++) put(out[out.length - distance]!)
      }
    }
  }
  return Uint8Array.from(out)
}
