import '../worker/rest'
import { loadShell } from '../worker/answers/terminal'
import type { Port } from '../worker/client'
import { Session } from '../worker/session'

/** A worker's session in the process of the test: it works while nobody else does. */
export function portHere(): Port {
  let ended = false
  let working = false
  const port: Port = {
    onmessage: null,
    onerror: null,
    terminate: () => (ended = true),
    postMessage: (message) => {
      const receive = () => {
        session.receive(message)
        if (!working) setTimeout(work)
        working = true
      }
      if (message.type === 'terminal') void loadShell().then(receive)
      else receive()
    }
  }
  const session = new Session((message) => {
    if (!ended) port.onmessage?.(new MessageEvent('message', { data: message }))
  })
  const work = () => {
    if (ended) return
    working = session.pump()
    if (working) return void setTimeout(work)
    session.postTimeline()
  }
  return port
}
