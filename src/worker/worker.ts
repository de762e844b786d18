import { Session } from './session'
import type { ToWorker } from './protocol'

/** Wiring only: messages in, messages out, and simulating ahead between them. */
const session = new Session((message) => self.postMessage(message))
let ahead = false

self.onmessage = (event: MessageEvent<ToWorker>) => {
  session.receive(event.data)
  session.postTimeline()
  if (!ahead) simulateAhead()
}

/** A slice, then back to the event loop, so that a question of the page waits for one slice at most. */
function simulateAhead(): void {
  ahead = session.pump()
  session.postTimeline()
  if (ahead) setTimeout(simulateAhead, 0)
}
