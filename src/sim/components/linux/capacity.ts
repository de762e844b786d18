/** A server's limits: it takes its requests one after the other, as a pool of workers does on the whole. */
export interface Capacity {
  /** Requests per second that it works off. */
  readonly perSecond: number
  /** Requests that may wait; one more is answered 503 at once. */
  readonly backlog: number
  /** Memory that each waiting request takes. A heap that has grown stays as large until its process ends. */
  readonly bytesPerRequest: number
}
