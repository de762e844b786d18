import { toMs } from '../../../base/time'
import type { LoadBalancer, Server } from './context'

/** What a check can say, in HAProxy's words. Models src/check.c get_check_status_description and its short codes. */
export interface Verdict {
  readonly good: boolean
  readonly code: 'L4OK' | 'L4CON' | 'L4TOUT' | 'L7OK' | 'L7STS' | 'L7TOUT'
  readonly description: string
  readonly info: string
}

export const reasonOf = (context: LoadBalancer, server: Server, { description, info }: Verdict): string =>
  `reason: ${description}${info ? `, info: "${info}"` : ''}, check duration: ${Math.floor(toMs(context.now - server.checkedAt))}ms`
