import { seconds, toSeconds } from '../../../../base/time'
import type { Message, Outbox } from '../../../kernel/types'
import type { Client } from '../context'
import { judge, patience } from './experiments'
import { restartPort } from './objects'

/**
 * Is a crashed container started again? Tried from outside, without the API: the test server is told to exit, and asked
 * until it answers again. (`kubectl` is not needed for that, so it can be tried with the control plane down.)
 */
export function tryRestart(context: Client, out: Outbox): void {
  const experiment = context.impact.experiments['pod-restart']
  if (experiment.phase === 'idle') return
  const took = toSeconds(context.now - experiment.startedAt).toFixed(0)
  if (experiment.phase === 'waiting' && context.now - experiment.actedAt > patience(context)) {
    experiment.judged = judge('failed', `it exited, and does not answer for ${took} s`)
  } else if (experiment.phase === 'acting' && context.now - experiment.startedAt > patience(context)) {
    // One that never was there says nothing about restarts.
    const never = experiment.judged.status === 'unknown'
    experiment.judged = judge(never ? 'unknown' : 'failed', `the test server cannot be reached for ${took} s`)
  }
  send(context, experiment.phase === 'acting' ? 'exit' : 'alive', out)
}

function send(context: Client, what: 'exit' | 'alive', out: Outbox): void {
  const { traffic, impact } = context
  const healthy = traffic.nodes.filter(({ up }) => up)
  if (healthy.length === 0) return
  const id = traffic.nextId++
  // Answers that never come are forgotten.
  if (impact.calls.size > 50) impact.calls.clear()
  impact.calls.set(id, what)
  const path = what === 'exit' ? '/exit?code=1' : '/hostname'
  const { linux } = healthy[id % healthy.length]!
  out.send(linux, { type: 'traffic.request', id, to: { nodePort: restartPort }, path } as Message, { unreliable: true })
}

/** The test server answered. True if the answer was for this experiment. */
export function restartAnswered(context: Client, id: number): boolean {
  const what = context.impact.calls.get(id)
  if (what === undefined) return false
  context.impact.calls.delete(id)
  const experiment = context.impact.experiments['pod-restart']
  if (what === 'exit' && experiment.phase === 'acting') {
    experiment.phase = 'waiting'
    experiment.actedAt = context.now
  } else if (what === 'alive' && experiment.phase === 'waiting') {
    experiment.phase = 'idle'
    experiment.endedAt = context.now
    const took = toSeconds(context.now - experiment.actedAt).toFixed(1)
    const api =
      context.now - context.api.read.lastOk > seconds(1) ? ', by its kubelet alone: the API does not answer' : ''
    experiment.judged = judge('ok', `a container that exited answered again after ${took} s${api}`)
  }
  return true
}
