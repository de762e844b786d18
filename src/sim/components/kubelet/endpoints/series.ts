import { goFloat } from './resource'

/** A family of metrics with its samples: labels in braces or nothing, and values. */
export interface Family {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly samples: readonly (readonly [labels: string, value: number])[]
}

/** `{a="b",c="d"}` */
export const labelled = (labels: Readonly<Record<string, string>>): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** As Prometheus' text format has them; a histogram's samples bear their suffixes before the brace. */
export const written = (families: readonly Family[], at = ''): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, type, samples }) => {
      const lines = samples.map(([labels, value]) => `${name}${labels} ${goFloat(value)}${at}\n`)
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
    })
    .join('')
