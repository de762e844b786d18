import type { KubeObject } from '../../../../api/types'

type Data = Readonly<Record<string, unknown>>
const dataOf = (object: KubeObject | null): Data | undefined => (object as { data?: Data } | null)?.data

/** Values of secrets are not shown, only whether they differ. Models Masker of kubectl/pkg/cmd/diff. */
export function masked(from: KubeObject | null, to: KubeObject): { from: KubeObject | null; to: KubeObject } {
  const [before, after] = [dataOf(from), dataOf(to)]
  const differs = (key: string): boolean =>
    before !== undefined && after !== undefined && key in before && key in after && before[key] !== after[key]
  const mask = (data: Data, when: string): Data =>
    Object.fromEntries(Object.keys(data).map((key) => [key, differs(key) ? `*** (${when})` : '***']))
  return {
    from: from && before ? ({ ...from, data: mask(before, 'before') } as KubeObject) : from,
    to: after ? ({ ...to, data: mask(after, 'after') } as KubeObject) : to
  }
}
