import { deflateSync, strToU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { Prng } from '../base/prng'
import { fail, ok, type Result } from '../base/result'
import { checkErr, Failure } from '../sim/components/kubectl/script/failure'
import { readFiles } from '../sim/components/kubectl/script/manifest'
import { parseScenarioFile } from './file'
import { formatLink, parseLink } from './link'
import { presetOf } from './presets'

const manifest = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: &labels { app: web } }
spec:
  replicas: 3
  selector: { matchLabels: *labels }
  template:
    metadata: { labels: *labels }
    spec:
      containers:
      - { name: app, image: "nginx:1.25", ports: [{ containerPort: 80 }] }
---
apiVersion: v1
kind: List
items:
- { apiVersion: v1, kind: Service, metadata: { name: web }, spec: { selector: { app: web }, ports: [{ port: 80 }] } }
`
const scenario = stringify(presetOf('ha-master-fails'))
const link = formatLink({ scenario: { ...presetOf('ha-master-fails')!, seed: 7 }, playhead: 5, selection: 'lb' })

/** What people and programs break texts with. */
const shards = [
  '', ' ', '\n', '\t', ':', ': ', '- ', '---\n', '...\n', '{', '}', '[', ']', ',', '"', "'", '|\n', '>\n', '#', '%',
  '&a ', '*a', '*labels', '&labels ', '<<: *labels\n', '<<: 1\n', '? ', '!!set ', '!!binary ', '!!str ', '!x ', 'null',
  '~', 'true', '.inf', '-.NaN', '0x1F', '1e999', '-1', '99999999999999999999', '2026-01-01', '\0', '\u2028', '\ud800',
  '😀', '__proto__: ', 'constructor: ', 'toString', 'items: ', 'kind: List\n', 'metadata: ', '[[[[[[[[', '{a: {a: {a: '
] // prettier-ignore

function mutated(text: string, rng: Prng): string {
  let now = text
  for (let n = 1 + rng.below(4); n > 0; n--) {
    const at = rng.below(now.length + 1)
    const length = rng.below(12)
    const shard = shards[rng.below(shards.length)]!
    const kind = rng.below(5)
    if (kind === 0) now = now.slice(0, at) + now.slice(at + length)
    else if (kind === 1) now = now.slice(0, at) + shard + now.slice(at)
    else if (kind === 2) now = now.slice(0, at) + shard + now.slice(at + length)
    else if (kind === 3) now = now.slice(0, at) + now.slice(rng.below(now.length + 1))
    else now = now.slice(0, at) + now.slice(at, at + 5 * length).repeat(1 + rng.below(40)) + now.slice(at)
  }
  return now
}

/** As `kubectl -f x.yaml` reads it. */
function readManifest(text: string): Result<unknown> {
  const session = { files: { 'x.yaml': text }, stdin: '', env: {} }
  const flags = { filename: ['x.yaml'] }
  const wrong = (failure: Failure) => fail(checkErr(failure.problem).text.replace(/^error: /, ''))
  try {
    const reads = readFiles({ flags, session, namespace: 'default', discovered: null, directory: '/' }, true)
    for (const read of reads) if ('problem' in read) return wrong(new Failure(read.problem))
    return ok(reads)
  } catch (error) {
    if (error instanceof Failure) return wrong(error)
    throw error
  }
}

const readers: Readonly<Record<string, { read: (text: string) => Result<unknown>; from: (rng: Prng) => string }>> = {
  'a manifest': { read: (text) => readManifest(text), from: (rng) => mutated(manifest, rng) },
  'a scenario file': { read: parseScenarioFile, from: (rng) => mutated(scenario, rng) },
  'a link': { read: parseLink, from: (rng) => mutated(link, rng) },
  "a link's content": {
    read: parseLink,
    from: (rng) => {
      const json = mutated(JSON.stringify({ scenario: presetOf('ha-master-fails'), playhead: 3 }), rng)
      return `z1:${Buffer.from(deflateSync(strToU8(json))).toString('base64url')}`
    }
  }
}

describe('of 2,000 damaged texts each gives an answer or a sentence', () => {
  for (const [what, { read, from }] of Object.entries(readers))
    it(
      what,
      () => {
        const rng = Prng.fromSeed(36)
        let refused = 0
        for (let i = 0; i < 2_000; i++) {
          const text = from(rng)
          let result: Result<unknown>
          try {
            result = read(text)
          } catch (error) {
            throw new Error(`${String(error)} for ${JSON.stringify(text)}`, { cause: error })
          }
          if (result.ok) continue
          refused++
          expect(result.error.trim().length).toBeGreaterThan(10)
          expect(result.error).not.toMatch(/undefined|\[object |TypeError|ReferenceError/)
        }
        expect(refused).toBeGreaterThan(200)
      },
      60_000
    )
})

describe('YAML that is meant to hurt', () => {
  const of = (text: string) => {
    const read = readManifest(text)
    return read.ok ? 'ok' : read.error.replace('error parsing x.yaml: error converting YAML to JSON: ', '')
  }
  const pod = (labels: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: ${labels}\n`

  it('is refused as Go refuses it', () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`)
    expect(of(`l0: &l0 [lol]\n${levels.join('\n')}\n`)).toBe('yaml: document contains excessive aliasing')
    expect(of(pod('&a { b: *a }'))).toBe("yaml: anchor 'a' value contains itself")
    expect(of(pod('*nobody'))).toBe("yaml: unknown anchor 'nobody' referenced")
    expect(of('['.repeat(100_000))).toMatch(/^yaml: /)
  })

  it('is read if it only looks so: many aliases of small things', () => {
    const labels = Array.from({ length: 300 }, (_, i) => `l${i}: *v`).join(', ')
    expect(of(pod(`{ first: &v x, ${labels} }`))).toBe('ok')
  })
})
