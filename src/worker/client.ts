import type { FromWorker, ToWorker } from './protocol'
import SimulationWorker from './worker?worker'

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** What the page asks; the client numbers it. */
export type Request = WithoutId<ToWorker>

type MessageOf<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>

/** Everything the worker answered to one request, by type. */
export type Answers = { readonly [T in FromWorker['type']]?: MessageOf<T> }

/** The worker did not understand or cannot do what was asked. The message is a sentence for the person. */
export class Refused extends Error {}

/** The simulation stopped because of a bug; nothing more will be answered until another run is opened. */
export class Crashed extends Error {}

/** Which message ends the answer to a request. */
const lastAnswer: Readonly<Record<ToWorker['type'], FromWorker['type']>> = {
  open: 'frame',
  configure: 'frame',
  seek: 'frame',
  step: 'frame',
  fault: 'frame',
  kubectl: 'frame',
  'select-branch': 'frame',
  inspect: 'inspected',
  entries: 'entries',
  sequence: 'sequence',
  objects: 'objects',
  why: 'why',
  link: 'link',
  metrics: 'metrics'
}

/** The part of a Worker that the client uses. */
export interface Port {
  postMessage(message: ToWorker): void
  terminate(): void
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null
}

export interface Client {
  /** Resolves when the last answer came; rejects with `Refused` or `Crashed`. */
  ask(request: Request): Promise<Answers>
  close(): void
}

interface Outstanding {
  readonly last: FromWorker['type']
  readonly answers: Record<string, FromWorker>
  readonly resolve: (answers: Answers) => void
  readonly reject: (reason: Error) => void
}

export const startWorker = (): Port => new SimulationWorker() as Port

/** Pairs requests with their answers. `listen` hears every message, in the order in which they came. */
export function createClient(port: Port, listen: (message: FromWorker) => void): Client {
  const outstanding = new Map<number, Outstanding>()
  let lastId = 0

  port.onmessage = ({ data }) => {
    listen(data)
    if (data.type === 'crashed') {
      for (const { reject } of outstanding.values()) reject(new Crashed(data.error))
      outstanding.clear()
      return
    }
    if (!('id' in data)) return
    const request = outstanding.get(data.id)
    if (!request) return
    request.answers[data.type] = data
    if (data.type !== 'refused' && data.type !== request.last) return
    outstanding.delete(data.id)
    if (data.type === 'refused') request.reject(new Refused(data.error))
    else request.resolve(request.answers as Answers)
  }

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        const id = ++lastId
        outstanding.set(id, { last: lastAnswer[request.type], answers: {}, resolve, reject })
        port.postMessage({ ...request, id } as ToWorker)
      }),
    close: () => port.terminate()
  }
}
