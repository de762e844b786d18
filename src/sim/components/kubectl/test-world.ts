import { seconds, type Micros } from '../../../base/time'
import type { Fault } from '../../faults/types'
import { fakeApi, type FakeAnswer } from '../../testing/fake-api'
import { runBench } from '../../testing/world'
import type { KubeObject } from '../../api/types'
import { tableOf } from '../kube-apiserver/http/table'
import type { ApiRequest } from '../kube-apiserver/messages'
import { sent } from '../kube-apiserver/sent'
import { machine } from './machine'
import { methodOf, uriOf } from './url'

export type { FakeAnswer } from '../../testing/fake-api'

export interface FakeRun {
  readonly stdout: string
  readonly stderr: string
  readonly exit: number | undefined
  /** `GET /api/v1/namespaces/default/pods?limit=500`, in order. */
  readonly calls: readonly string[]
  readonly requests: readonly ApiRequest[]
  /** Seconds from Enter to the exit. */
  readonly took: number
}

export interface FakeOptions {
  readonly stdin?: string
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly faults?: readonly Fault[]
  /** Time of the command on the run's clock. */
  readonly at?: Micros
  readonly until?: Micros
}

/** For tests: runs one command against a fake API server. */
export function runFake(
  line: string,
  answer: (request: ApiRequest, n: number) => FakeAnswer,
  options: FakeOptions = {}
): FakeRun {
  const { stdin, files, env, faults = [], at = 0, until = at + seconds(120) } = options
  const requests: ApiRequest[] = []
  const event = {
    type: 'kubectl.command',
    id: 'test',
    line,
    ...(stdin !== undefined && { stdin }),
    ...(files && { files }),
    ...(env && { env })
  }
  const api = fakeApi({
    latency: 0,
    answer: (given, { now, skew = 0 }) => {
      const request = { ...given, body: sent(given) }
      return tabled(request, answer(request, requests.push(request) - 1), now + skew)
    }
  })
  const history = runBench(
    {
      startAt: at - seconds(1),
      cluster: { addresses: { 'master-1': '10.97.0.11' } },
      machines: { 'kube-apiserver': api, kubectl: machine },
      processes: [
        { id: 'master-1/kube-apiserver', kind: 'kube-apiserver', startDelay: 0 },
        { id: 'users/kubectl', kind: 'kubectl', startDelay: 0 }
      ],
      faults,
      events: [{ at, to: 'users/kubectl', event }]
    },
    until
  )
  const facts = history.timeline.facts
  const text = (stream: string) =>
    facts
      .filter((found) => found.fact === 'kubectl-output')
      .filter(({ detail }) => detail.stream === stream)
      .map(({ detail }) => detail.text)
      .join('')
  const end = facts.find((found) => found.fact === 'kubectl-exit')
  return {
    stdout: text('stdout'),
    stderr: text('stderr'),
    exit: end?.detail.code,
    calls: requests.map((request) => `${methodOf(request)} ${uriOf(request)}`),
    requests,
    took: end ? (end.at - at) / 1_000_000 : Number.POSITIVE_INFINITY
  }
}

/** What a real server makes of an answer for who wants a table. */
function tabled(request: ApiRequest, answer: FakeAnswer, now: Micros): FakeAnswer {
  if (!request.http?.headers.accept?.includes('as=Table') || answer === 'silence') return answer
  const wire = {
    form: { media: 'json', as: 'Table', version: 'v1' },
    apiVersion: '',
    pretty: false,
    includeObject: request.http.target.includes('includeObject=Object') ? 'Object' : '',
    duplicates: []
  } as const
  if ('watch' in answer)
    return {
      ...answer,
      watch: answer.watch.map(({ type, object }) => ({
        type,
        object: type === 'ERROR' ? object : tableOf(request.resource, object as KubeObject, wire, now, true)
      }))
    }
  if (answer.code >= 300) return answer
  const { metadata = {}, ...rest } = answer.body as KubeObject
  return { ...answer, body: tableOf(request.resource, { ...rest, metadata } as KubeObject, wire, now, true) }
}
