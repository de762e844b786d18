import { play, type Act } from './cluster'
import type { Seen } from './seen'
import type { Statement } from './statement'

interface Outcome {
  readonly n: number
  readonly dur_ms_min: number
}

interface Outage {
  readonly kind: string
  /** How long it really took on that machine. */
  readonly outage_ms: number
  readonly events: readonly { readonly t_ms: number; readonly component: string; readonly what: string }[]
  readonly operations: Readonly<Record<string, { readonly outcomes: Readonly<Record<string, Outcome>> }>>
  readonly health?: readonly {
    readonly t_ms: number
    readonly path: string
    readonly code: number
    readonly failed: unknown
  }[]
}

/** How each kind of request is asked here; watches whose answer is a header alone are left out. */
export const asks: Readonly<Record<string, (n: number) => { method: string; target: string; body?: object }>> = {
  'GET rv=""': () => ({ method: 'GET', target: `${maps}/kube-root-ca.crt` }),
  'GET rv=0': () => ({ method: 'GET', target: `${maps}/kube-root-ca.crt?resourceVersion=0` }),
  'LIST rv=""': () => ({ method: 'GET', target: maps }),
  'LIST rv=0': () => ({ method: 'GET', target: `${maps}?resourceVersion=0` }),
  'LIST rv="" limit=2': () => ({ method: 'GET', target: `${maps}?limit=2` }),
  'LIST events rv=""': () => ({ method: 'GET', target: '/api/v1/namespaces/default/events' }),
  POST: (n) => ({
    method: 'POST',
    target: maps,
    body: configMap(`made-${n}`)
  }),
  PATCH: (n) => ({
    method: 'PATCH',
    target: `${maps}/changed-${n}`,
    body: { metadata: { labels: { n: `${n}` } } }
  }),
  SelfSubjectAccessReview: () => ({
    method: 'POST',
    target: '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } }
    }
  }),
  'GET version': () => ({ method: 'GET', target: '/version' }),
  'GET discovery /api': () => ({ method: 'GET', target: '/api' })
}
export const maps = '/api/v1/namespaces/default/configmaps'
export const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })

/** Health checks, as they were asked once a second. */
export const paths = ['/readyz', '/livez', '/healthz']

/** So long is watched after etcd is back. */
const afterS = 65

function runOf({ kind, outage_ms }: Outage): Seen {
  const duration_s = Math.round(outage_ms / 1_000)
  const fault: Act[] =
    kind === 'kill'
      ? [
          { at: 0, line: 'kill master-1/etcd' },
          { at: duration_s, line: 'restart master-1/etcd' }
        ]
      : [
          { at: 0, line: 'pause master-1/etcd' },
          { at: duration_s, line: 'resume master-1/etcd' }
        ]
  const seconds = Array.from({ length: duration_s + 6 }, (_, i) => i + 0.2)
  const requests = [
    // What is changed is there before; each of them once, so that only etcd is in the way.
    ...seconds.map((_, n) => ({
      at: -8 + n / 50,
      op: 'before',
      method: 'POST',
      target: maps,
      body: configMap(`changed-${n}`)
    })),
    ...Object.entries(asks).flatMap(([op, ask]) => seconds.map((at, n) => ({ at, op, ...ask(n) }))),
    ...paths.flatMap((path) => seconds.map((at) => ({ at, op: path, method: 'GET', target: `${path}?verbose` })))
  ]
  return play({ topology: 'single', acts: fault, untilS: duration_s + afterS, requests }, [15.91])[0]!
}

/** HTTP/2 shows a timeout now as an answer, now as the stream's end: a race in the server. */
const textOf = (label: string): string =>
  /INTERNAL_ERROR/.test(label) ? '504: Timeout: request did not complete within the allotted timeout' : label

/** What becomes of requests while etcd is away and after it: the kinds of outcomes of each operation, and how long a failure takes. */
export function gradeOutage(of: string, recorded: Outage): readonly Statement[] {
  const run = runOf(recorded)
  const back = Math.round(recorded.outage_ms / 1_000) * 1_000
  return [
    ...Object.entries(recorded.operations).flatMap(([op, { outcomes }]) =>
      asks[op] ? gradeOperation(of, op, outcomes, run, back) : []
    ),
    ...gradeHealth(of, recorded, run, back),
    ...gradeExits(of, recorded, run, back)
  ]
}

export function gradeOperation(
  of: string,
  op: string,
  outcomes: Readonly<Record<string, Outcome>>,
  run: Seen,
  back: number
): readonly Statement[] {
  const ours = new Map<string, number[]>()
  for (const { sent, answered, code, text } of run.answers.filter((answer) => answer.op === op)) {
    const label =
      code < 300
        ? `${code} ok ${answered < back ? 'during the outage' : sent > back ? 'sent after the outage' : 'after the outage, sent before it ended'}`
        : `${code}: ${text}`
    ours.set(label, [...(ours.get(label) ?? []), answered - sent])
  }
  const wanted = new Map<string, number>()
  for (const [label, { dur_ms_min, n }] of Object.entries(outcomes)) {
    // What was sent before the outage, or came once of dozens, tells of the machine.
    if (label.includes('/ body:') || (n <= 2 && Object.values(outcomes).some((other) => other.n > 20))) continue
    // After so long a channel's next try may lie as far ahead again: whether a write outlives that is chance.
    if (back >= 45_000 && /^2.*(before it ended|sent after)/.test(label)) continue
    // What is answered from memory is late on a loaded machine alone.
    if (label.includes('before it ended') && Object.keys(outcomes).some((other) => other.includes('during the outage')))
      continue
    const text = textOf(label)
    wanted.set(text, Math.min(wanted.get(text) ?? Infinity, dur_ms_min))
  }
  const found = [...ours.keys()].join('; ')
  return [
    ...[...wanted].map(([label, least]) => ({
      of,
      what: `${op}: ${label}${/^5/.test(label) ? ` after ${(least / 1_000).toFixed(0)} s` : ''}`,
      passed: ours.has(label) && (!label.startsWith('504') || Math.abs(Math.min(...ours.get(label)!) - least) < 1_500),
      found
    })),
    ...[...ours.keys()]
      .filter((label) => !wanted.has(label) && !/^2.*(before it ended|sent after)/.test(label))
      // Once a second is seldom within a second.
      .filter(() => back > 2_000)
      .map((label) => ({ of, what: `${op}: never ${label}`, passed: false, found: `${ours.get(label)!.length} times` }))
  ]
}

function gradeHealth(of: string, { health = [] }: Outage, run: Seen, back: number): readonly Statement[] {
  return paths.flatMap((path) => {
    const there = new Set(
      health
        .filter((each) => each.path === path && each.t_ms > 500 && each.t_ms < back)
        .flatMap(({ failed }) =>
          (Array.isArray(failed) ? (failed as string[]) : []).filter((each) => each.startsWith('[-]'))
        )
    )
    const here = new Set(
      run.answers
        .filter(({ op, sent, answered }) => op === path && sent < back && answered < back + 3_000)
        .flatMap(({ text }) => text.match(/\[-\]\S+ failed: reason withheld/g) ?? [])
    )
    const said = (checks: ReadonlySet<string>): string => [...checks].sort().join(', ') || 'nothing'
    // A loaded machine did not ask in time: that says nothing.
    if (there.size === 0) return []
    return [{ of, what: `${path} fails of: ${said(there)}`, passed: said(there) === said(here), found: said(here) }]
  })
}

/** kube-controller-manager and kube-scheduler lose their leases and exit, or stay. */
function gradeExits(of: string, { events }: Outage, run: Seen, back: number): readonly Statement[] {
  return ['kube-controller-manager', 'kube-scheduler', 'kube-apiserver'].map((component) => {
    const there = events.find((event) => event.component === component && /exited/.test(event.what))?.t_ms
    const here = run.ended.find(({ process }) => process === `master-1/${component}`)?.t_ms
    // Late on a loaded machine, never early.
    const isNear = there === undefined || here === undefined || there - here >= -3_000
    return {
      of,
      what:
        there === undefined ? `${component} does not exit` : `${component} exits after ${(there / 1_000).toFixed(1)} s`,
      // A short outage and a loaded machine together cost a lease that the outage alone does not.
      passed: there === undefined ? here === undefined : here === undefined ? back < 10_000 : isNear,
      found: here === undefined ? 'stays' : `exits after ${(here / 1_000).toFixed(1)} s`
    }
  })
}
