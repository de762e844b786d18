import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seconds } from '../base/time'
import { prepare, presetOf } from '../scenarios'
import { createSimulation, milestoneIds, momentsOf, parseFault } from '../sim'
import { milestoneTitle } from './milestone-title'
import { sentenceDe } from './sentences-de'
import type { Phrase } from '../sim/story/told'
import { de } from './de'
import { en, momentText, piecesOf, pillLine, plain, presentText, sayIn, waitText } from './index'
import type { WaitKind, WaitView } from '../sim/view/types'

const languages = [en, de]
const faults = [
  '1s crash master-1',
  '1s shutdown master-1',
  '1s restart master-1',
  '1s kill master-1/etcd',
  '1s stop worker-1/kubelet',
  '1s pause master-1',
  '1s resume master-1',
  '1s partition master-1 | master-2,lb',
  '1s cut worker-1 -> lb',
  '1s link master-1 - master-2 latency 50ms',
  '1s heal',
  '1s heal master-1',
  '1s drop master-1/etcd -> master-2/etcd',
  '1s slow-disk master-1 10x',
  '1s full-disk master-1',
  '1s free-disk master-1',
  '1s lose-disk master-1',
  '1s skew-clock master-1 -30s',
  '1s kill-container default/web',
  '1s fill-memory default/web 512Mi'
]
const told: readonly Phrase[] = [
  { key: 'kubectl', args: { line: 'get pods' } },
  { key: 'etcd-lost', args: { leader: 'master-1/etcd', members: ['master-2/etcd', 'master-3/etcd'] } },
  { key: 'etcd-elected', args: { member: 'master-2/etcd', term: 3, after: 1_236_000 } },
  { key: 'api-again', args: { reads: true, writes: true } },
  { key: 'api-again', args: { reads: false, writes: true } },
  { key: 'lb-down', args: { backend: 'master-1', reason: 'L4TOUT', active: 1 } },
  { key: 'lb-up', args: { backend: 'master-1', active: 3 } },
  { key: 'lock-acquired', args: { lock: 'kube-scheduler', holder: 'master-2' } },
  { key: 'lock-acquired', args: { lock: 'kube-controller-manager', holder: 'master-2' } },
  { key: 'operational', args: { broken: 18_960_000 } },
  { key: 'heartbeat-stopped', args: { node: 'worker-1' } },
  { key: 'node-not-ready', args: { node: 'worker-1' } },
  { key: 'node-tainted', args: { node: 'worker-1' } },
  { key: 'node-untainted', args: { node: 'worker-1' } },
  { key: 'pods-evicted', args: { count: 1, node: 'worker-1' } },
  { key: 'pods-bound', args: { count: 3, pod: 'default/web-1', nodes: ['worker-2', 'worker-3'] } },
  { key: 'pods-ready', args: { count: 1, pod: 'default/web-1' } },
  { key: 'container-exited', args: { pod: 'default/web-1', code: 137, oom: true } },
  { key: 'container-restarted', args: { pod: 'default/web-1' } },
  { key: 'service-degraded', args: { service: 'default/web' } },
  { key: 'service-restored', args: { service: 'default/web', broken: 362_000_000 } },
  { key: 'process-ended', args: { processes: ['master-1/kube-scheduler'] } },
  { key: 'process-started', args: { processes: ['master-1/kube-scheduler', 'master-1/etcd'] } }
]
const moment = (said: Phrase) => ({ id: '1', at: 0, entry: 1, isFault: false, said: [said] })
const kinds: readonly WaitKind[] = [
  'election',
  'lease',
  'grace',
  'toleration',
  'termination',
  'back-off',
  'probe',
  'check',
  'ttl',
  'timeout',
  'start'
]
const wait = (kind: WaitKind): WaitView => ({
  id: kind,
  kind,
  process: 'master-2/kube-scheduler',
  about: 'master-1/kube-scheduler',
  setting: 'some-flag',
  startedAt: 0,
  dueAt: seconds(24.5),
  count: { done: 1, of: 3 }
})

describe.each(languages)('$name', (words) => {
  const say = sayIn(words, seconds(10))
  const phrases: readonly Phrase[] = [
    ...told,
    ...faults.map((text): Phrase => {
      const fault = parseFault(text)
      if (!fault.ok) throw new Error(`${text}: ${fault.error}`)
      return { key: 'fault', args: { fault: fault.value } }
    })
  ]
  const sentences = [
    ...phrases.map((phrase) => momentText(words, say, moment(phrase))),
    ...kinds.map((kind) => waitText(words, say, wait(kind)))
  ]

  it('has a whole sentence for everything that can be told, and closes its emphasis and terms', () => {
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(/undefined|NaN|\[object/)
      expect(plain(sentence)).not.toMatch(/\*\*|\[\[|\]\]|\|\w/)
      expect(sentence.split('**').length % 2).toBe(1)
    }
    expect(new Set(sentences).size).toBe(sentences.length)
  })

  it('explains every term that it uses, and uses those that it explains somewhere', () => {
    const used = new Set(sentences.flatMap((sentence) => piecesOf(sentence).flatMap(({ term }) => term ?? [])))
    for (const term of used) expect(words.glossary[term], term).toBeTruthy()
  })

  it('leaves names as they are, and begins sentences with a capital', () => {
    expect(momentText(words, say, moment(told[2]!))).toMatch(/^master-2 /)
    for (const phrase of [told[0]!, told[3]!, told[9]!])
      expect(plain(momentText(words, say, moment(phrase)))).toMatch(/^\p{Lu}/u)
  })

  it('says times after the first fault as the language writes numbers', () => {
    expect(say.time(seconds(10))).toBe(words.locale === 'de' ? '0,0 s' : '0.0 s')
    expect(say.time(seconds(11.1))).toBe(words.locale === 'de' ? '+1,1 s' : '+1.1 s')
    expect(say.time(seconds(9))).toMatch(/^−1/)
    expect(say.span(seconds(15))).toBe('15 s')
    expect(say.span(seconds(362))).toBe('6 min 2 s')
  })
})

it('the strip says what happened, what fails, and until when', () => {
  const spec = prepare(presetOf('ha-master-fails')!)
  if (!spec.ok) throw new Error(spec.error)
  const { history } = createSimulation(spec.value)
  history.advance(seconds(14))
  const last = momentsOf(history.timeline, history.head).findLast(({ said }) => said[0]!.key === 'etcd-elected')!
  const none = (id: 'new-pods' | 'scaling' | 'healing' | 'rescheduling') =>
    ({ id, status: 'none', done: 0, of: 3, since: seconds(10) }) as const
  const pills = [none('new-pods'), none('scaling'), none('healing'), none('rescheduling')]
  const lease = { ...wait('lease'), about: 'master-1/kube-scheduler' }
  const said = presentText(en, sayIn(en, seconds(10)), last, pills, lease)
  expect(plain(said.happened)).toMatch(
    /^master-3 is the new etcd leader, 1\.\d\d s after the fault, in term 2; reads are/
  )
  expect(said.works).toBe('**Nobody schedules or heals yet**:')
  expect(plain(said.until)).toBe('the lease of master-1 runs out at about +14.5 s.')
  expect(pillLine(de, sayIn(de, seconds(10)), pills[0]!)).toBe('keine seit 0,0 s')
})

/** Texts of the page that stand in its source in English: those that are given to `t`, and titles of what translates them. */
function pageTexts(): string[] {
  const files = readdirSync('src/ui', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.tsx?$/.test(file)
  )
  const found = files.flatMap((file) => {
    const text = readFileSync(`src/ui/${file}`, 'utf8')
    return [
      ...text.matchAll(/\bt\((?:\w+(?: === 1)? \? )?'([^']+)'(?: : '([^']+)')?\)/g),
      ...text.matchAll(/<(?:Section title|SmallButton\s+label|Row name)="([^"]+)"/g),
      ...(/actions\.ts$/.test(file) ? text.matchAll(/\blabel: '([^']+)'/g) : [])
    ]
  })
  return [...new Set(found.flatMap(([, one, other]) => [one!, ...(other ? [other] : [])]))]
}

it('every text of the page that is given to a language has its German, and no German stands for nothing', () => {
  const texts = pageTexts()
  expect(texts.length).toBeGreaterThan(100)
  expect(texts.filter((text) => sentenceDe(text) === null)).toEqual([])
  expect(milestoneIds.map(milestoneTitle).filter((text) => sentenceDe(text) === null)).toEqual([])
})
