import type { ProcessView } from '../../../store'

type Component = Pick<ProcessView, 'kind' | 'title' | 'status' | 'health'>

export interface ShownTag<P extends Component> {
  readonly process: P
  /** The runtime is a box. */
  readonly short: boolean
}

const names: Readonly<Record<string, string>> = { kubelet: 'kubelet', 'kube-proxy': 'proxy' }

/** What stands on a component's tag; empty for a box. `short`: where there is little room. */
export const tagName = ({ kind, title }: Component, short: boolean): string => names[kind] ?? (short ? '' : title)

export const isWrong = ({ status, health }: Component): boolean =>
  status !== 'running' || health === 'warn' || health === 'bad'

const box = 9
/** The sign of what is wrong, with the gap behind it. */
const sign = 10 + 3
/** Of a tag around its text, with the gap behind it. */
const around = 8 + 3

/** The components that have room as tags: all with their names, the runtime as a box, or the first of them alone. Nothing is cut. */
export function tagsFor<P extends Component>(
  processes: readonly P[],
  width: number,
  widthOf: (text: string) => number
): readonly ShownTag<P>[] {
  const needs = ({ process, short }: ShownTag<P>) => {
    const name = tagName(process, short)
    return (name === '' ? box : widthOf(name)) + (isWrong(process) ? sign : 0) + around
  }
  const long = processes.map((process) => ({ process, short: false }))
  const short = processes.map((process) => ({ process, short: true }))
  const forms = [long, ...short.map((_, i) => short.slice(0, short.length - i))]
  // Behind the last one there is no gap.
  return forms.find((tags) => tags.reduce((sum, tag) => sum + needs(tag), 0) - 3 <= width) ?? []
}
