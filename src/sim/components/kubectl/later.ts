import { late } from '../../../base/late'
import type { helpOf, pageText } from './cobra/prose'
import type { learned, learnsFirst } from './cold-cache'
import type { pruned } from './commands/apply/prune'
import type { commands } from './commands'
import type { answerInVain, connect, namespaceOf } from './kubeconfig/connect'
import type { build } from './kustomize/build'
import type { printerOf } from './print/printer'
import type { typedText } from './print/typed'
import type { run } from './start'
import type { traceAnswer, traceError } from './trace'

/** All of kubectl but what brings a cluster its first objects. */
export const kubectl = late<{
  readonly commands: typeof commands
  readonly run: typeof run
  readonly pageText: typeof pageText
  readonly printerOf: typeof printerOf
  readonly typedText: typeof typedText
  readonly kustomized: typeof build
  readonly pruned: typeof pruned
}>('kubectl')

/** What a command needs that reads a kubeconfig: where its requests go, and what comes of those that go nowhere. */
export const client = late<{
  readonly connect: typeof connect
  readonly namespaceOf: typeof namespaceOf
  readonly answerInVain: typeof answerInVain
  readonly learnsFirst: typeof learnsFirst
  readonly learned: typeof learned
  readonly helpOf: typeof helpOf
  readonly traceAnswer: typeof traceAnswer
  readonly traceError: typeof traceError
}>('what reads kubeconfigs')
