import { is125 } from './config'
import type { KubeletContext } from './context'
import { klogText } from './log'
import type { Outbox } from './messages'

/** The runtime could not run a command of a probe or a hook in a container. Models remote_runtime.go execSync. */
export function tellExecFailed(
  { config }: KubeletContext,
  out: Outbox,
  containerId: string,
  command: readonly string[],
  error: string
): void {
  if (is125(config)) return
  const about = `containerID="${containerId}" cmd=${JSON.stringify(command)}`
  out.log('E', `remote_runtime.go:636] "ExecSync cmd from runtime service failed" err=${klogText(error)} ${about}`)
}
