import { seconds } from '../../../../base/time'
import { ended, type Answer, type Client, type Patience } from './ask'
import { addressOfHost } from './resolver'

/** The name under which an application's calls are a client (`callAll`). */
export const callsOthers = '(calls others)'

/** As long as gRPC's and Go's dialers give a connection (google.golang.org/grpc `minConnectTimeout`). */
const patience: Patience = { time: seconds(20), setting: 'connect-timeout' }

/**
 * Asks `HOST:PORT/PATH` one after the other, after the images on whose behalf; the first that fails is its last word. A name that nobody has is taken for
 * a part that is not installed (the Online Boutique's shopping assistant), and is passed over.
 */
export const callAll: Client = function* ([on = '[]', ...targets], own) {
  const via = JSON.parse(on) as string[]
  for (const target of targets) {
    const [, host = '', port = '', path = '/'] = /^([^:/]+):(\d+)(\/.*)?$/.exec(target) ?? []
    const found = yield* addressOfHost(host, own)
    if (found.ip === null && !found.silent) continue
    if (found.ip === null) return ended(1, '', `${host}:${port}: lookup ${host}: i/o timeout`)
    const answer: Answer = yield { kind: 'tcp', ip: found.ip, port: Number(port), path, host, via, patience }
    const failure = failureOf(answer, `${found.ip}:${port}`)
    if (failure !== undefined) return ended(1, '', `${host}:${port}: ${failure}`)
  }
  return ended(0)
}

function failureOf(answer: Answer, at: string): string | undefined {
  if (answer.kind === 'served') {
    return answer.code >= 500 ? `answered ${answer.code}: ${answer.body.trim().split('\n')[0] ?? ''}` : undefined
  }
  if (answer.kind === 'refused') return `dial tcp ${at}: connect: ${answer.reason.toLowerCase()}`
  return `dial tcp ${at}: i/o timeout`
}
