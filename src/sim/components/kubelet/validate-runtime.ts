import type { KubeletContext } from './context'
import { socketOf, unavailable } from './cri'
import type { KubeletInput, Outbox } from './messages'

/** The runtime does not answer, or no longer. */
export const isOfRuntime = ({ runtime }: KubeletContext, event: KubeletInput): boolean =>
  (event.type === 'net.refused' && event.to === runtime) || (event.type === 'net.reset' && event.peer === runtime)

/** Models cmd/kubelet/app/server.go: what `run` returns is its last word. */
export function giveUp(context: KubeletContext, out: Outbox, event: KubeletInput): void {
  const why = event.type === 'cri.reply' ? event.error : unavailable(context)
  const text = `failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint "unix://${socketOf(context)}": ${why}`
  out.log('E', `run.go:72] "command failed" err=${JSON.stringify(text)}`)
  out.exit('validate service connection', 1)
}
