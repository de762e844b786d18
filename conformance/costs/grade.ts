import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Bench } from './play'
import type { Row } from './rows'

/**
 * How near is near enough. The recording says: "two cores of a shared virtual machine: take ratios and orders of magnitude, not the third digit; n
 * is small for the large lists". Requests that do the same in it (500 pods listed, and listed in pages of 500; a list from the cache, and one that
 * asks etcd for nothing but its revision) differ by up to 1.8 where there are few of them.
 */
const ratioOfMany = 1.5
const ratioOfFew = 2
const many = 100
/** CPU times come in ticks of 10 ms, of user and of system time, when a batch begins and when it ends. */
const ticks = 20

const isNear = (ours: number, recorded: number, ratio: number): boolean =>
  ours <= recorded * ratio && ours >= recorded / ratio

/** A file, or the files of a folder, of recorded rows: each played where those before it were. */
export function costs(folder: string, show: number, out: (text: string) => void): { readonly failed: number } {
  const files = statSync(folder).isDirectory()
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(folder, name))
    : [folder]
  let passed = 0
  let failed = 0
  for (const file of files) {
    const rows = JSON.parse(readFileSync(file, 'utf8')) as readonly Row[]
    const bench = new Bench(podBytes(rows))
    for (const row of rows) {
      const played = bench.play(row)
      const wrong = typeof played === 'string' ? [played] : differences(row, played)
      if (wrong.length === 0) passed++
      else if (failed++ < show) out(`${row.what}\n${wrong.map((line) => `  ${line}\n`).join('')}`)
    }
  }
  out(`${passed} passed, ${failed} failed\n`)
  return { failed }
}

/** What a recorded pod is as JSON: by a list of all. */
export function podBytes(rows: readonly Row[]): number {
  for (const { what, bytes } of rows) {
    const [, count] = /^LIST (\d+) pods, all namespaces, JSON/.exec(what) ?? []
    if (count !== undefined && bytes !== undefined) return bytes / Number(count)
  }
  return 5_218
}

export function differences(row: Row, ours: Exclude<ReturnType<Bench['play']>, string>): readonly string[] {
  const ratio = row.n >= many ? ratioOfMany : ratioOfFew
  const cpu = (name: string, got: number, want: number | undefined) =>
    want === undefined || isNear(got, want, ratio) || Math.abs(got - want) * row.n <= ticks
      ? []
      : [`${name}: recorded ${want} ms, here ${got.toFixed(3)}`]
  const size = (name: string, got: number, want: number | undefined) =>
    want === undefined || isNear(got, want, ratioOfMany) ? [] : [`${name}: recorded ${want}, here ${got.toFixed(0)}`]
  return [
    ...cpu('CPU of the API server', ours.apiCpu, row.apiserver_cpu_ms_each),
    ...cpu('CPU of etcd', ours.etcdCpu, row.etcd_cpu_ms_each),
    ...size('memory of the API server in MiB', ours.apiMib, row.apiserver_rss_mib),
    ...size('memory of etcd in MiB', ours.etcdMib, row.etcd_rss_mib),
    ...size('bytes of an answer', ours.bytes, row.bytes),
    ...size('bytes that watchers were told', ours.told, row.bytes_received)
  ]
}
