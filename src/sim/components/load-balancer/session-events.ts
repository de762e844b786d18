import type { ItemEvent } from '../../kernel/chart'

/** What happens to one client connection and its half towards a server. */
export interface SessionEvent extends ItemEvent {
  readonly type:
    | 'session.begin'
    /** The answer to the dial that is under way. */
    | 'server.accepted'
    | 'server.refused'
    | 'connect.timeout'
    | 'connect.retry'
    /** One side has closed its connection, or was reset. */
    | 'client.gone'
    | 'server.gone'
    /** Nothing has passed for as long as `timeout client` or `timeout server` says. */
    | 'session.idle'
    /** Its server went DOWN, and `on-marked-down shutdown-sessions` is set. */
    | 'session.shutdown'
  readonly chart: 'session'
}

export const toSession = (conn: string, type: SessionEvent['type']): SessionEvent => ({
  type,
  chart: 'session',
  item: conn
})
