import { seconds } from '../../src/base/time'
import { prepare, presetOf, type Scenario } from '../../src/scenarios'
import { contentOf } from '../../src/serve/content'
import type { Question } from '../machinery/webhooks'
import { contextOf, type Contexts } from '../../src/sim/components/contexts'
import type { Kind } from '../../src/sim/protocol'
import { createSimulation, happens, type ClientAct, type Simulation } from '../../src/sim'

/** One master with its control plane, as it was recorded: no node, no kubelet, no add-on. */
export const controlPlane: Scenario = {
  ...presetOf('ha-master-fails')!,
  cluster: { masters: 1, workers: 0, zones: 0, runtime: 'containerd', loadBalancer: false },
  flags: {
    'users-rate-per-s': 0,
    'static-pods': false,
    'masters-are-nodes': false,
    'allocate-node-cidrs': true,
    'warn-of-unmodelled': false,
    'managed-fields': true
  },
  workloads: [],
  faults: []
}

/** Its API server and etcd alone: what else would write has stopped. */
const scenario: Scenario = {
  ...controlPlane,
  faults: ['0s stop master-1/kube-controller-manager', '0s stop master-1/kube-scheduler']
}

/** An answer as it stands on the wire. `warnings` are the headers of that name, in their order. */
export interface Answer {
  readonly code: number
  readonly contentType: string | undefined
  readonly warnings: readonly string[]
  readonly body: unknown
}

type Heard = Question & { readonly from: string; readonly id: number }
type Outcome = Extract<ClientAct, { type: 'clients.reply' }>['outcome']

const conn = 'grader'
/** Who the recorder was: the administrator of last resort, by certificate. */
const administrator = { user: 'kubernetes-super-admin', groups: ['system:masters'] }

const credential = `X509SHA256=${'0'.repeat(64)}`

/** A simulated API server that is asked without sockets: each answer is there when `send` returns. */
export class Server {
  private readonly simulation: Simulation
  private id = 0
  private heard: Answer | undefined
  private open = false
  /** Webhooks' questions that nobody has answered yet. */
  private questions: Heard[] = []
  /** How webhooks outside answer; undefined: not at all. */
  webhooks: (question: Question) => Outcome | undefined = () => undefined

  constructor(given = scenario) {
    const spec = prepare(given)
    if (!spec.ok) throw new Error(spec.error)
    this.simulation = createSimulation(spec.value)
    const { history } = this.simulation
    history.follower = ({ touched, event }) => {
      if (touched?.kind === 'clients' && event !== null) this.hear(event)
    }
    history.advance(seconds(1))
    this.act({ type: 'clients.dial', conn })
    while (!this.open) this.step()
  }

  send(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
    { user, groups }: { readonly user: string; readonly groups: readonly string[] } = administrator
  ): Answer {
    this.heard = undefined
    const http = { method, target: path.replace(/[^\x21-\x7e]/g, encodeURIComponent), headers }
    this.act({
      type: 'clients.request',
      conn,
      id: ++this.id,
      http,
      user,
      groups,
      ...(user !== '' && { credential }),
      ...(body !== undefined && { body })
    })
    for (let i = 0; this.heard === undefined && i < 200_000; i++) this.step()
    // What answers HEAD has no body on the wire.
    if (method === 'HEAD' && this.heard) return { ...(this.heard as Answer), body: '' }
    return this.heard ?? { code: 0, contentType: undefined, warnings: [], body: undefined }
  }

  /** A watch that stays open until it is given up by its number. */
  watch(path: string, headers: Readonly<Record<string, string>>): number {
    const http = { method: 'GET', target: path, headers }
    this.act({ type: 'clients.request', conn, id: ++this.id, http, ...administrator, credential })
    this.wait(10)
    return this.id
  }

  giveUp(id: number): void {
    this.act({ type: 'clients.cancel', conn, id })
  }

  /** The memory of a process that runs. */
  memory<K extends Kind>(id: string, kind: K): Contexts[K] {
    const process = this.simulation.history.head.processes.find((one) => one.id === id)
    const context = process && contextOf(process, kind)
    if (!context) throw new Error(`${id} does not run`)
    return context
  }

  /** Rules of the simulator that were broken so far. */
  get breaches(): Simulation['breaches'] {
    return this.simulation.breaches
  }

  wait(milliseconds: number): void {
    const { history } = this.simulation
    history.advance(history.end + milliseconds * 1_000)
  }

  private act(act: ClientAct): void {
    const { history } = this.simulation
    const at = history.end + 1
    happens(this.simulation, { at, act })
    history.advance(at)
  }

  private step(): void {
    const { history } = this.simulation
    history.advance(Math.max(history.end, history.head.nextAt))
    const asked = this.questions
    this.questions = []
    for (const { from, id, ...question } of asked) {
      const outcome = this.webhooks(question)
      if (outcome) this.act({ type: 'clients.reply', server: from, id, outcome })
    }
  }

  private hear(event: { readonly type: string }): void {
    if (event.type === 'conn.pong') this.open = true
    if (event.type === 'webhook.request') this.questions.push(event as unknown as Heard)
    if (event.type !== 'api.response') return
    const { id, code, http } = event as unknown as {
      id: number
      code: number
      http?: { headers: Record<string, string>; content: unknown }
    }
    if (id !== this.id) return
    if (!http) {
      this.heard = { code, contentType: undefined, warnings: [], body: undefined }
      return
    }
    const text = contentOf(http.content) ?? ''
    let body: unknown = text
    try {
      body = JSON.parse(text)
    } catch {
      // plain text
    }
    const names = Object.keys(http.headers).filter((name) => /^warning(#\d+)?$/.test(name))
    this.heard = {
      code,
      contentType: http.headers['content-type'],
      warnings: names.map((name) => http.headers[name]!),
      body
    }
  }
}
