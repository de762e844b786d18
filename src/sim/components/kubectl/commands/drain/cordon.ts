import { dryRunOf } from '../../script/options'
import { scripted } from '../../script/script'
import type { Command } from '../../session'
import { mark, nodesOf } from './nodes'

/** `kubectl cordon` and `uncordon`: GET all nodes, then PATCH `spec.unschedulable` of each. Models kubectl/pkg/drain/cordon.go. */
const marker = (verb: 'cordon' | 'uncordon'): Command =>
  scripted(function* (shell) {
    const infos = yield* nodesOf(shell, verb)
    yield* mark(shell, infos, verb, dryRunOf(shell))
  })

export const cordon = marker('cordon')
export const uncordon = marker('uncordon')
