import type { Timeline, World } from '../sim'
import type { Answered } from './checks/instant'

interface Asked {
  readonly type: 'api.request'
  readonly conn: string
  readonly id: number
  readonly verb: string
  readonly namespace?: string
  readonly resource: string
  readonly name?: string
  readonly subresource?: string
  readonly path?: string
  readonly http?: { readonly method: string; readonly target: string }
}

/** Whose requests are a person's: kubectl in the run, and programs outside. */
const isPersons = new Set(['kubectl', 'clients'])

/** Reads a person's requests and their answers out of the record, each entry once. */
export class RequestBook {
  readonly answered: Answered[] = []
  private read = 0
  private readonly open = new Map<string, Omit<Answered, 'code'>>()

  follow(timeline: Timeline, world: World): void {
    const kindOf = (process: number) => world.processes[process]?.kind ?? ''
    for (; this.read < world.entries; this.read++) {
      const type = timeline.typeOf(this.read)
      const isAsked = type === 'api.request'
      if (!isAsked && type !== 'api.response') continue
      if (timeline.kindOf(this.read) !== 'message') continue
      const [from, to] = [timeline.fromOf(this.read), timeline.processOf(this.read)]
      // Whoever stands between passes on what was asked before: the first who hears it counts, and the last answer.
      if (!isPersons.has(kindOf(isAsked ? from : to))) continue
      const { event, at } = timeline.get(this.read)
      if (!event) continue
      const { conn, id } = event as Asked
      const key = `${isAsked ? from : to} ${conn} ${id}`
      if (isAsked) this.open.set(key, { entry: this.read, at, ...asked(event as Asked) })
      else if ('code' in event) {
        const request = this.open.get(key)
        this.open.delete(key)
        if (request) this.answered.push({ ...request, at, entry: this.read, code: Number(event.code) })
      }
    }
  }
}

const methods: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE'
}

function asked({ verb, http, path, namespace, resource, name, subresource }: Asked): Pick<Answered, 'method' | 'path'> {
  if (http) return { method: http.method, path: http.target.replace(/\?.*$/, '') }
  return {
    method: methods[verb] ?? 'GET',
    path: path ?? ['', namespace, resource, name, subresource].filter((part) => part !== undefined).join('/')
  }
}
