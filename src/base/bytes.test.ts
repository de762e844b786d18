import { gunzipSync, gzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { byteLength, bytesOfText, textOfBytes } from './bytes'
import { gunzip, gzip } from './gzip'

const all = Uint8Array.from({ length: 3_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255)

it('bytes come back as they were, text stays text', () => {
  for (const bytes of [
    all,
    [0xc3, 0x28, 0xff],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0xc0, 0x80]
  ])
    expect(bytesOfText(textOfBytes(bytes))).toEqual(Uint8Array.from(bytes))
  const text = 'naïve 漢字 🙂\0'
  expect(bytesOfText(text)).toEqual(new TextEncoder().encode(text))
  expect(textOfBytes(new TextEncoder().encode(text))).toBe(text)
  expect(byteLength(text)).toBe(new TextEncoder().encode(text).length)
})

it('others read its gzip, and it reads that of others', () => {
  const limit = 1_000_000
  const words = new TextEncoder().encode('again and again '.repeat(500))
  for (const bytes of [all, words, new Uint8Array()]) {
    expect(gunzipSync(gzip(bytes))).toEqual(bytes)
    expect(gunzip(gzip(bytes), limit)).toEqual(bytes)
    for (const level of [1, 9] as const) expect(gunzip(gzipSync(bytes, { level, mtime: 0 }), limit)).toEqual(bytes)
  }
  expect(gunzip(gzipSync(new TextEncoder().encode('ab'), { mtime: 0, filename: 'a.txt' }), limit)).toEqual(
    Uint8Array.from([97, 98])
  )
  const big = new Uint8Array(70_000)
  expect(gunzipSync(gzip(big)).length).toBe(big.length)
  expect(() => gunzip(gzipSync(words), 100)).toThrow('file too large')
  expect(() => gunzip(Uint8Array.from([1, 2, 3]), limit)).toThrow('invalid magic')
})
