import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const file = (name: string): URL => new URL(`./data/${name}`, import.meta.url)

/** A recording's text; `.gz` is unpacked. */
export const textOf = (name: string): string =>
  name.endsWith('.gz') ? gunzipSync(readFileSync(file(name))).toString() : readFileSync(file(name), 'utf8')

/** The objects of a recording that has one on each line. */
export const linesOf = <T>(name: string): T[] =>
  textOf(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
