import type { Status } from '../../api/types'
import { request, type ApiResult } from '../../client-go/transport'
import type { Operator } from './context'
import type { Outbox } from './messages'

interface DeedRef {
  readonly kind: 'deed'
}

/** The next object that is to be there. */
export function write(context: Operator, out: Outbox): void {
  const body = context.deeds[context.written]
  if (!body) return
  const { namespace = '' } = body.metadata
  const ref: DeedRef = { kind: 'deed' }
  request(context.client, context, out, { verb: 'create', resource: 'secrets', namespace, body }, ref)
}

/** Takes an answer to `write`; false: it was another's. What is there already stays as it is; without it the program ends. */
export function wrote(context: Operator, out: Outbox, result: ApiResult): boolean {
  const ref = result.ref as DeedRef | null
  if (ref === null || typeof ref !== 'object' || ref.kind !== 'deed') return false
  const { name } = context.deeds[context.written]!.metadata
  if (result.kind === 'response' && (result.code < 300 || result.code === 409)) {
    if (result.code < 300) out.log('I', `created secret ${name}`)
    context.written++
    out.raise({ type: 'operator.written' })
  } else if (result.kind === 'response' || result.kind === 'error') {
    const why =
      result.kind === 'error' ? result.error : ((result.body as Partial<Status>).message ?? `HTTP ${result.code}`)
    out.log('E', `failed to create secret ${name}: ${why}`)
    out.exit('a secret cannot be written', 1)
  }
  return true
}
