import type { Call } from '../../client-go/transport'
import { discovery } from './discovery'
import { errorText, good, plainError, type Answer } from './errors'
import { giveUp } from './kubeconfig/connect'
import type { Kubectl, Question, Step } from './session'
import { discoveryTries, sayUndiscovered } from './undiscovered'

/**
 * Commands that find nothing in the cache on disk ask what the server serves before they ask what they are for, and again when that
 * fails: each part of a command that needs to know a kind tries for itself. The person's own cache is warm; one of another folder
 * (`KUBECACHEDIR`) is empty until a command has learned something. Models client-go/discovery/cached/disk and memory.
 */
export function learnsFirst(kubectl: Kubectl, question: Question): boolean {
  const { session, context } = kubectl
  const { KUBECACHEDIR: folder } = session.env
  if (folder === undefined || session.learning !== undefined || context.caches.has(folder)) return false
  const tries = session.command.startsWith('api-') ? 0 : discoveryTries(kubectl)
  session.learning = tries === 0 ? null : { question, tries }
  if (tries > 0) kubectl.ask(discovery[0], firstStep)
  return tries > 0
}

export const firstStep: Step = { do: 'learn' }

/** An answer about what is served: the old group, then all others; then the command goes on. */
export function learned(kubectl: Kubectl, call: Call, answer: Answer): void {
  const { session, context } = kubectl
  const { question, tries } = session.learning!
  if (good(answer)) {
    if (call.path === discovery[0].path) return kubectl.ask(discovery[1], firstStep)
    session.learning = null
    context.caches.add(session.env.KUBECACHEDIR!)
    return kubectl.ask(question.call, question.step)
  }
  const plain = plainError(answer, context.host)
  sayUndiscovered(kubectl, 1, plain)
  if (tries === 1) return giveUp(kubectl, errorText(answer, context.host), plain)
  session.learning = { question, tries: tries - 1 }
  kubectl.ask(discovery[0], firstStep)
}
