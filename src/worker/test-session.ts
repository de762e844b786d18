import { formatLink, parseLink, presetOf, type Scenario } from '../scenarios'
import type { Ask, FromWorker, Reply, RequestType, Shown } from './protocol'
import { Session } from './session'

/** A small story: one master that crashes at 3 s. */
export const story: Scenario = {
  ...presetOf('single-master-fails')!,
  id: 'small',
  flags: {},
  cluster: { masters: 1, workers: 1, zones: 0, runtime: 'containerd', loadBalancer: false },
  workloads: [],
  faults: ['3s crash master-1'],
  untilSeconds: 6
}
export const linkOf = (scenario: Scenario) => formatLink({ scenario, playhead: 0, selection: '' })

/** A session as a page has it, without a worker: `ask` pumps until it is answered. */
export class Lab {
  readonly sent: FromWorker[] = []
  readonly session = new Session((message) => this.sent.push(message))
  private id = 0

  send<T extends RequestType>(type: T, what: Ask<T>): number {
    this.session.receive({ ...what, type, id: ++this.id } as never)
    return this.id
  }
  answerTo(id: number): FromWorker | undefined {
    return this.sent.find((message) => 'id' in message && message.id === id)
  }
  /** The reply, or the sentence of the refusal. */
  ask<T extends RequestType>(type: T, what: Ask<T>): Reply<T> | string {
    const id = this.send(type, what)
    while (!this.answerTo(id) && this.session.pump());
    const answer = this.answerTo(id)!
    if (answer.type === 'reply') return answer.reply as Reply<T>
    return answer.type === 'refused' ? answer.error : `${answer.type}: ${JSON.stringify(answer)}`
  }
  get<T extends RequestType>(type: T, what: Ask<T>): Reply<T> {
    const reply = this.ask(type, what)
    if (typeof reply === 'string') throw new Error(reply)
    return reply
  }
  simulateAhead(): void {
    while (this.session.pump());
    this.session.postTimeline()
  }
  timeline() {
    this.session.postTimeline()
    return this.sent.findLast((message) => message.type === 'timeline')
  }
}
export function opened(scenario = story): Lab {
  const lab = new Lab()
  lab.get('open', { link: linkOf(scenario) })
  return lab
}
export const badge = ({ frame }: Shown, id: string) => frame.machines.find((machine) => machine.id === id)!.badge
export const linkNow = (lab: Lab) => {
  const parsed = parseLink(lab.get('link', { selection: '' }).link)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}
