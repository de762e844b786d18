import { bytesOfText, textOfBytes } from './bytes'

/** A member of an archive; a directory's name ends with `/`. */
export interface Entry {
  readonly name: string
  readonly content: string
}

const block = 512

/** An archive in POSIX' ustar format; a name that is too long for it goes before its member as GNU tar writes it. */
export function pack(entries: readonly Entry[], mtime: number): Uint8Array {
  const blocks: Uint8Array[] = []
  const add = (bytes: Uint8Array): void => {
    const padded = new Uint8Array(Math.ceil(bytes.length / block) * block)
    padded.set(bytes)
    blocks.push(padded)
  }
  for (const { name, content } of entries) {
    const bytes = bytesOfText(content)
    const path = bytesOfText(name)
    if (path.length > 100) {
      add(header(bytesOfText('././@LongLink'), path.length + 1, 'L', 0, 0))
      add(Uint8Array.from([...path, 0]))
    }
    const isFolder = name.endsWith('/')
    add(header(path.slice(0, 100), bytes.length, isFolder ? '5' : '0', isFolder ? 0o755 : 0o644, mtime))
    add(bytes)
  }
  blocks.push(new Uint8Array(2 * block))
  const all = new Uint8Array(blocks.reduce((sum, each) => sum + each.length, 0))
  let at = 0
  for (const each of blocks) {
    all.set(each, at)
    at += each.length
  }
  return all
}

function header(name: Uint8Array, size: number, kind: string, mode: number, mtime: number): Uint8Array {
  const bytes = new Uint8Array(block)
  const octal = (at: number, length: number, value: number) =>
    bytes.set(bytesOfText(value.toString(8).padStart(length - 1, '0')), at)
  bytes.set(name)
  octal(100, 8, mode)
  octal(108, 8, 0)
  octal(116, 8, 0)
  octal(124, 12, size)
  octal(136, 12, mtime)
  bytes.fill(32, 148, 156)
  bytes.set(bytesOfText(`${kind}`), 156)
  bytes.set(bytesOfText('ustar\0' + '00'), 257)
  bytes.set(bytesOfText('root'), 265)
  bytes.set(bytesOfText('root'), 297)
  bytes.set(bytesOfText(`${checksum(bytes).toString(8).padStart(6, '0')}\0 `), 148)
  return bytes
}

const checksum = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0)

/**
 * What an archive holds: files and directories, by names of ustar, pax and GNU tar; links and devices are passed over.
 * @throws Error with tar's words
 */
export function entriesOf(bytes: Uint8Array): Entry[] {
  const entries: Entry[] = []
  if (bytes.length < block) throw new Error('short read')
  let long = ''
  for (let at = 0; at + block <= bytes.length;) {
    const head = bytes.subarray(at, at + block)
    if (head.every((byte) => byte === 0)) break
    const field = (from: number, length: number) => textOfBytes(head.subarray(from, from + length)).split('\0')[0]!
    const own = Uint8Array.from(head).fill(32, 148, 156)
    if (Number.parseInt(field(148, 8), 8) !== checksum(own)) throw new Error('invalid tar header checksum')
    const size = Number.parseInt(field(124, 12), 8) || 0
    const kind = field(156, 1)
    at += block
    if (at + size > bytes.length) throw new Error('short read')
    const content = bytes.subarray(at, at + size)
    at += Math.ceil(size / block) * block
    if (kind === 'L') long = textOfBytes(content).replace(/\0[^]*$/, '')
    else if (kind === 'x') long = paxPath(textOfBytes(content)) ?? long
    else if (kind !== 'g') {
      const prefix = field(257, 5) === 'ustar' ? field(345, 155) : ''
      const name = long || (prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`)
      long = ''
      if (kind === '5') entries.push({ name: name.endsWith('/') ? name : `${name}/`, content: '' })
      else if (kind === '0' || kind === '' || kind === '7') entries.push({ name, content: textOfBytes(content) })
    }
  }
  return entries
}

const paxPath = (records: string): string | undefined => /(?:^|\n)\d+ path=([^\n]*)\n/.exec(records)?.[1]
