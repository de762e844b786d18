import { isLoadedLater, loadLater } from './answers/take'
import { rest } from './later'
import { Session } from './session'
import type { FromWorker, ToWorker } from './protocol'

/** Milliseconds between two pictures of the timeline while it is simulated. */
const pause = 100
/** Somebody who waits hears at least this often that the worker works. */
const signOfLife = 500

/** Wiring only: messages in, messages out, and simulating ahead between them. */
let saidAt = 0
let drawnAt = 0
let working = false
let loading = false
const say = (message: FromWorker): void => {
  saidAt = performance.now()
  self.postMessage(message)
}
const session = new Session(say)

/** A turn comes after the messages that wait; a timer would wait some milliseconds more. */
const turns = new MessageChannel()
turns.port1.onmessage = work

self.onmessage = ({ data }: MessageEvent<ToWorker>) => {
  if (isLoadedLater(data.type)) void loadLater(data.type).then(() => receive(data))
  else receive(data)
}

function receive(message: ToWorker): void {
  session.receive(message)
  begin()
}

function begin(): void {
  if (working) return
  working = true
  work()
}

/** A slice, then back to the event loop, so that a question of the page waits for one slice at most. */
function work(): void {
  working = session.pump()
  if (session.needsRest) loadRest()
  const now = performance.now()
  if (!working || now - drawnAt > pause) {
    drawnAt = now
    session.postTimeline()
  }
  if (!working) return loadRest()
  if (now - saidAt > signOfLife) say({ type: 'alive', opened: session.opened })
  turns.port2.postMessage(null)
}

/** Once the first picture is on its way. What fails here fails as a bug does: the page is told that its worker died. */
function loadRest(): void {
  if (rest.isProvided() || loading) return
  loading = true
  import('./rest').then(begin, (error: unknown) => {
    setTimeout(() => {
      throw error
    })
  })
}
