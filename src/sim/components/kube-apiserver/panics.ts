import { NotLoaded } from '../../../base/late'
import type { ApiServer, Request } from './context'
import { internal } from './errors'
import { isWanted } from './flight'
import type { Outbox } from './messages'
import { respond } from './respond'

/**
 * A panic of a request's handler ends the request, not the server: 500, and a line in the log.
 * Models apiserver/pkg/server/filters/wrap.go WithPanicRecovery.
 */
export function guarded(server: ApiServer, out: Outbox, request: Request, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (error instanceof NotLoaded) throw error
    const { verb, resource, name = '', path } = request
    const what = error instanceof Error ? error.message : String(error)
    out.log('E', `apiserver panic'd on ${verb} ${path ?? `${resource}${name && `/${name}`}`}: ${what}`)
    if (!isWanted(server, request)) return
    const text = 'This request caused apiserver to panic. Look in the logs for details.'
    respond(server, out, request, 500, internal(text))
  }
}
