import { controlPlane, Server } from '../validation/server'
import type { Asked } from './steps'
import { answerOf, type Question } from './webhooks'

export interface Answer {
  readonly code: number
  readonly body: unknown
}

/** The recorder: it asks a simulated API server as it asked the real one. */
export class Client {
  private readonly server = new Server(controlPlane)
  private readonly questions: Question[] = []

  constructor() {
    this.server.webhooks = (question) => answerOf(question, (asked) => this.questions.push(asked))
    // The cluster was there for a while.
    this.server.wait(settled)
  }

  /** What webhooks were asked since this was looked at last. */
  asked(): readonly Question[] {
    return this.questions.splice(0)
  }

  ask({ method, path, user, headers = {}, contentType, body }: Asked): Answer {
    const text = body === undefined || body === null ? undefined : typeof body === 'string' ? body : asRecorded(body)
    const sent: Record<string, string> = { accept: 'application/json', 'user-agent': 'recorder' }
    if (text !== undefined) sent['content-type'] = contentType ?? 'application/json'
    for (const [name, value] of Object.entries(headers))
      if (value === null) delete sent[name.toLowerCase()]
      else sent[name.toLowerCase()] = value
    return this.server.send(method, path, text, sent, identityOf(user))
  }

  wait(milliseconds: number): void {
    this.server.wait(milliseconds)
  }
}

const settled = 30_000

/** Who asks, as the subject of a certificate: a user by name, a node with its group, or `CN=joe O=system:nodes`. */
function identityOf(user: string | undefined): { user: string; groups: string[] } {
  if (user === undefined || user === 'admin') return { user: 'kubernetes-super-admin', groups: ['system:masters'] }
  if (/^(none|anonymous|system:anonymous)$/.test(user)) return { user: '', groups: [] }
  const [, subject] = /^CN=(\S+)/.exec(user) ?? []
  const groups = [...user.matchAll(/ O=(\S+)/g)].map(([, group]) => group!)
  if (subject !== undefined) return { user: subject, groups }
  return { user, groups: user.startsWith('system:node:') ? ['system:nodes'] : [] }
}

/** As the recorder wrote JSON: a blank behind each comma and colon. Answers quote what they were sent. */
function asRecorded(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asRecorded).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).filter(([, item]) => item !== undefined)
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}: ${asRecorded(item)}`).join(', ')}}`
}
