import type { Outbox } from './messages'
import { number } from './config'
import type { KubeletContext } from './context'

/** A log line that the kubelet only writes with `-v` at this level or above. */
export function verbose(context: KubeletContext, out: Outbox, level: number, text: string): void {
  if (number(context.config, 'v') >= level) out.log('I', text)
}

/** A text as klog writes a value: one of several lines stands between angle brackets, indented. */
export const klogText = (text: string): string =>
  text.includes('\n') ? `<\n${text.replace(/\n$/, '').replace(/^/gm, '\t')}\n >` : JSON.stringify(text)
