import type { Micros } from '../../base/time'
import { columns as lines } from './generated/columns'
import { tableCells } from './table-cells-late'
import type { Kind } from './scheme'
import type { KubeObject, Pod } from './types'

export interface ColumnDefinition {
  readonly name: string
  readonly type: string
  readonly format: string
  /** What the column means; empty until a Table is made of it. */
  readonly description: string
  /** 1: with `-o wide` only. */
  readonly priority: 0 | 1
}

/** The Table of a kind, as the server makes it. */
export interface TableColumns {
  readonly definitions: readonly ColumnDefinition[]
  cells(object: KubeObject, now: Micros): readonly unknown[]
  /** A row may tell that its object is done. */
  conditions(object: KubeObject): { readonly conditions?: readonly object[] }
}

interface Column extends ColumnDefinition {
  /** Its cells are numbers or booleans in JSON, where their text is one. */
  readonly bare: boolean
}

const pattern = /^(\+?)([^@/#]+)(@?)(?:\/([ibd]))?(#?)$/
const types: Readonly<Record<string, string>> = { i: 'integer', b: 'boolean', d: 'date' }

const known = new Map<string, readonly Column[]>(
  lines.split('\n').map((line) => {
    const [plural = '', text = ''] = line.split('|')
    const columns = text.split(';').map((one): Column => {
      const [, wide, name = '', format, type = '', bare] = pattern.exec(one) ?? []
      return {
        name,
        type: types[type] ?? 'string',
        format: format ? 'name' : '',
        description: '',
        priority: wide ? 1 : 0,
        bare: bare === '#'
      }
    })
    return [plural, columns]
  })
)
const nameAndAge = known.get('serviceaccounts')!

export function tableColumns(kind: Kind | string): TableColumns {
  if (typeof kind !== 'string' && kind.code.table) return kind.code.table
  const plural = typeof kind === 'string' ? kind : kind.plural
  const columns = known.get(plural) ?? nameAndAge
  const own = typeof kind === 'string' ? undefined : kind.code.columns
  const places = new Map([...(own?.headers ?? []), ...(own?.wide ?? [])].map((header, i) => [header, i]))
  return {
    definitions: columns.map(({ bare: _, ...definition }) => definition),
    cells: (object, now) => {
      const printed = own?.row(object, now)
      return columns.map(({ name, bare }) => {
        const special = tableCells().cellOf(plural, name, object, now)
        if (special !== undefined) return special
        const text = printed?.[places.get(name.toUpperCase()) ?? -1] ?? '<none>'
        if (!bare) return text
        if (/^-?\d+$/.test(text)) return Number(text)
        return text === 'true' ? true : text === 'false' ? false : text
      })
    },
    conditions: (object) => {
      if (plural !== 'pods') return {}
      const { phase, reason } = (object as Pod).status
      if (phase !== 'Succeeded' && phase !== 'Failed') return {}
      const why = phase === 'Succeeded' ? 'The pod has completed successfully.' : 'The pod failed.'
      return {
        conditions: [
          { type: 'Completed', status: 'True', reason: phase === 'Failed' ? reason || 'Failed' : phase, message: why }
        ]
      }
    }
  }
}
