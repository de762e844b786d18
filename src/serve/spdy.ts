import { createDeflate, createInflate, constants, inflateRawSync, type Deflate, type Inflate } from 'node:zlib'

/**
 * The server's side of SPDY/3.1, as far as `kubectl port-forward` speaks it: streams that the client opens, headers, data, both ends'
 * finish. No priorities, no flow control (client-go's spdystream has none). Models github.com/moby/spdystream.
 */
export interface SpdyStream {
  readonly headers: Readonly<Record<string, string>>
  /** What the client sends on it; null: it has finished. */
  hear(listener: (data: Buffer | null) => void): void
  send(data: Buffer): void
  finish(): void
}

const types = { open: 1, reply: 2, reset: 3, ping: 6, goAway: 7 } as const
const fin = 1
/** Longer frames are nobody's who means well. */
const longestFrame = 1 << 20

interface Open {
  listener: (data: Buffer | null) => void
  early: (Buffer | null)[]
}

export class SpdyServer {
  private waiting: Buffer = Buffer.alloc(0)
  private readonly inflate = startsWith(createInflate({ dictionary, finishFlush: constants.Z_SYNC_FLUSH }))
  private readonly deflate = startsWith(createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH }))
  private readonly streams = new Map<number, Open>()
  /** Frames are taken one after the other: headers are unpacked by a stream of their own. */
  private work: Promise<void> = Promise.resolve()

  constructor(
    private readonly transmit: (bytes: Buffer) => void,
    private readonly opened: (stream: SpdyStream) => void,
    private readonly failed: (why: Error) => void
  ) {}

  receive(bytes: Buffer): void {
    this.waiting = Buffer.concat([this.waiting, bytes])
    for (;;) {
      if (this.waiting.length < 8) return
      const length = this.waiting.readUIntBE(5, 3)
      if (length > longestFrame) return this.failed(new Error(`a frame of ${length} bytes`))
      if (this.waiting.length < 8 + length) return
      const head = this.waiting.subarray(0, 8)
      const body = this.waiting.subarray(8, 8 + length)
      this.waiting = this.waiting.subarray(8 + length)
      this.work = this.work.then(() => this.take(head, body)).catch((error: Error) => this.failed(error))
    }
  }

  private async take(head: Buffer, body: Buffer): Promise<void> {
    const isControl = (head[0]! & 0x80) !== 0
    const flags = head[4]!
    if (!isControl) {
      const stream = this.streams.get(head.readUInt32BE(0) & 0x7fffffff)
      if (!stream) return
      if (body.length > 0) stream.listener(body)
      if (flags & fin) stream.listener(null)
      return
    }
    switch (head.readUInt16BE(2)) {
      case types.open:
        return this.open(body, flags)
      case types.ping:
        return this.transmit(frame(types.ping, 0, body))
      case types.reset:
        this.streams.get(body.readUInt32BE(0) & 0x7fffffff)?.listener(null)
        return
    }
  }

  private async open(body: Buffer, flags: number): Promise<void> {
    const id = body.readUInt32BE(0) & 0x7fffffff
    const headers = readHeaders(await through(this.inflate, body.subarray(10)))
    const open: Open = { early: [], listener: (data) => void open.early.push(data) }
    this.streams.set(id, open)
    const number = Buffer.alloc(4)
    number.writeUInt32BE(id)
    this.transmit(frame(types.reply, 0, Buffer.concat([number, await through(this.deflate, Buffer.alloc(4))])))
    this.opened({
      headers,
      hear: (listener) => {
        open.listener = listener
        for (const data of open.early.splice(0)) listener(data)
      },
      send: (data) => this.transmit(dataFrame(id, 0, data)),
      finish: () => this.transmit(dataFrame(id, fin, Buffer.alloc(0)))
    })
    if (flags & fin) open.listener(null)
  }
}

function frame(type: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(0x8003, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

function dataFrame(id: number, flags: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(id, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(body.length, 5, 3)
  return Buffer.concat([head, body])
}

function startsWith<T extends Inflate | Deflate>(stream: T): T {
  // Who waits hears of it in its callback.
  stream.on('error', () => undefined)
  return stream
}

/** What comes out of a stream for what goes in. */
function through(stream: Inflate | Deflate, data: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const take = (chunk: Buffer) => void chunks.push(chunk)
    stream.on('data', take)
    stream.write(data, (error) => {
      stream.off('data', take)
      if (error) reject(error)
      else resolve(Buffer.concat(chunks))
    })
  })
}

/** A count, then names and values, each with its length. */
function readHeaders(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {}
  let at = 4
  const text = () => {
    const length = bytes.readUInt32BE(at)
    at += 4 + length
    return bytes.toString('utf8', at - length, at)
  }
  for (let left = Math.min(bytes.readUInt32BE(0), 100); left > 0; left--) {
    const name = text().toLowerCase()
    headers[name] = text()
  }
  return headers
}

/** The words that SPDY/3's headers are packed with (the protocol's own table, packed). */
const dictionary = inflateRawSync(
  Buffer.from(
    'ZVRRb9s2EBYWxy66tlvXP8DnTWooiUrTAXlIu2VLBqfF4mHPZ/IksaFIlqJku79+IGVn7gYI0N3Hu+++u6OUJMnCWC+N7pMkmbUIIryt6X2SJC' +
      'd2CK+5QIUekyQ59Q54MObAOdpw+GKyMt6C6zEg3+0R1NwIqZsjSIFuBmgCw/M95EA3GIqfTPgpKGU2MWDwrXHyCwR5AeDAW8y40d4ZlSTJU260' +
      'Rr4/fhYOUPtsDX0g+v7gH+l4xI6EvHjEUDe+/SrK8EPxbw9YJ6qoZe9G+cfV/c4GfyYgTmyGHkLlOW4t8jCeBW6tdLHlWe1MF+c+zfuJrLMOPA' +
      '8iXgbbCFlLFFkvdRz7c1ln2mh8jAoZBwmvZJ0N+v85Cnr/SBVyjtp61sE2q43bgBNB0dw6aDpIkuQH68x2l4UloPaST+28+hc9Xs3pQcPCYY0O' +
      'XZiYQ+92GdQ+uvMe3RitbyLTwjuQKgIvvQPd1+iOV7UYbONAhNCnQ48ugwZ1GNJsBLcL92WUQediA07vt7vZbP4reN6hb01o+6SJt3Pee/BD7L' +
      'WglHz4I3CM6Pqpkye/r1Yfz/LXecgYnIozGdZK8iCkR59xYx5klPWAaDNQcoyFjJON1DmlOc2L8BQFrQp6XlJa0qKkZUlZSasyIG8YLRitGD1n' +
      'wb5g9C3LKctzlhcsL1nOWF6x/JzlbypaVJRVgaokd0ZnV9PsPXg5IrnRtXFd3ENBGbkz5P10EUuak6UZUZCP6DrQqL3aMUrJOxDkT/w8YO8Zzc' +
      'lf+rBMFIyW5Nq4tRQCNYt0nlybQYuKUnKjPToNitzHTZJfnTOuonmMuumswg61R1HRMoZIjoF9BKlgrfAWNLnGNVmCI1fWkSXsyO2gye2gyNXQ' +
      'kHu0nnzgntyZkfyCnFD6c3zI0uiUrAZMyd8oUrJqh5RcO5mSe/ApuR90Sn5brng76AcUqcetP2t9p1LZQYNnVjd765M9WI2sU7BWyelDONt26m' +
      's/5P8U0MhmFUg9mZ9ghJ47aX06XQvr5Agew3cEDV42X6RNBdYKPKa94O3+v3g5+Dq7ODiyN9nFRfU2y9OApz+mqD9f0tf/AA==',
    'base64'
  )
)
