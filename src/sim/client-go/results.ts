import type { ApiRequest, ApiResponse, WatchEvent } from '../components/kube-apiserver/messages'

/* What a client of the API asks, and what it hears. */

/** A request may name another identity than the client's: tokens travel per request, the connection is shared. */
export type Call = Omit<ApiRequest, 'type' | 'conn' | 'id' | 'user' | 'userAgent'> &
  Partial<Pick<ApiRequest, 'user' | 'userAgent'>> & {
    /** The form of the answer that is asked for over HTTP. */
    readonly accept?: string
    /** What a row of a Table says of its object. */
    readonly includeObject?: 'Object'
    /** The http.Client's own limit, which it tells the server: `3s`. */
    readonly within?: string
  }

/** Why no answer came. Texts in Go's words are made by `errorText`. */
export type TransportError =
  | 'connection refused'
  | 'connection reset'
  | 'timeout'
  /** The limit of the request was over before there was a connection. */
  | 'timeout before a connection'
  | 'http2: client connection lost'
  | 'EOF'
  | 'unexpected EOF'
  | 'i/o timeout'
  | 'TLS handshake timeout'

/** What a component hears of its requests. */
export type ApiResult =
  | {
      kind: 'response'
      ref: unknown
      call: Call
      code: number
      body: ApiResponse['body']
      /** Texts of `Warning` headers. */
      warnings?: readonly string[]
    }
  | { kind: 'watch'; ref: unknown; call: Call; events: readonly WatchEvent[] }
  | { kind: 'watch-end'; ref: unknown; call: Call }
  | { kind: 'error'; ref: unknown; call: Call; error: TransportError }
