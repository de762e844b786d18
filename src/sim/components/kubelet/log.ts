import type { Outbox } from './messages'
import { is125, number } from './config'
import type { KubeletContext } from './context'

/** A log line that the kubelet only writes with `-v` at this level or above. */
export function verbose(context: KubeletContext, out: Outbox, level: number, text: string): void {
  if (number(context.config, 'v') >= level) out.log('I', text)
}

/** A text as klog writes a value: one of several lines stands between angle brackets, indented. */
export const klogText = (text: string): string =>
  text.includes('\n') ? `<\n${text.replace(/\n$/, '').replace(/^/gm, '\t')}\n >` : JSON.stringify(text)

/** Where a line stands in the sources of 1.25 and of the current release: `kubelet.go:2119`. */
export const source = ({ config }: KubeletContext, older: string, newer: string): string =>
  is125(config) ? older : newer

/** A value of one of Go's named string types, such as a uid: klog of 1.25 wrote it without quotes. */
export const typed = ({ config }: KubeletContext, value: string): string =>
  is125(config) ? value : JSON.stringify(value)

/** Several objects by their keys: klog of 1.25 wrote Go's `%v`, newer ones write JSON. */
export const listed = ({ config }: KubeletContext, keys: readonly string[]): string =>
  is125(config) ? `[${keys.join(' ')}]` : JSON.stringify(keys)

/** A structure: `{ID:… Type:…}`, in newer releases JSON. */
export const structure = ({ config }: KubeletContext, fields: Readonly<Record<string, string>>): string =>
  is125(config)
    ? `{${Object.entries(fields)
        .map(([name, value]) => `${name}:${value}`)
        .join(' ')}}`
    : JSON.stringify(fields)
