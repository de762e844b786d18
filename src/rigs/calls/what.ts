import type { ApiRequest } from '../../sim/components/kube-apiserver/messages'

/** What a request says, as short as the recordings have it; null if its name says all. */
export function whatOf({ verb, resource, body }: ApiRequest): string | null {
  if (body === undefined || body === null) return null
  if (resource === 'events') return eventText(body as EventBody)
  if (verb === 'patch') return spaced(body).slice(0, 600)
  if (verb !== 'update') return null
  const { spec = {}, status = {} } = body as { spec?: unknown; status?: unknown }
  return `spec=${spaced(spec).slice(0, 200)} status=${spaced(status).slice(0, 300)}`
}

/** An event of either API group: core/v1 has `message` and `involvedObject`, events.k8s.io/v1 `note` and `regarding`. */
interface EventBody {
  readonly reason?: string
  readonly message?: string
  readonly note?: string
  readonly involvedObject?: { readonly name?: string }
  readonly regarding?: { readonly name?: string }
}

function eventText({ reason, message, note, involvedObject, regarding }: EventBody): string {
  const about = (involvedObject ?? regarding)?.name
  return `${reason ?? 'None'}: ${message ?? note ?? 'None'} [${about ?? 'None'}]`
}

/** JSON with a space after every colon and comma, as the recordings print it. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}: ${spaced(field)}`).join(', ')}}`
}
