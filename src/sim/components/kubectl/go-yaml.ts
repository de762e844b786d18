import type { YamlProblem } from '../../../base/yaml'

/**
 * Why a text is no YAML, in the words of go-yaml, as far as ours tells the same faults apart. Its parser counts the lines of a
 * collection that is not closed from 0, and tells where it began. Models go.yaml.in/yaml decode.go parser.fail.
 */
export function goYamlError({ line, text }: YamlProblem, source: string): string {
  const at = (number: number, reason: string) => `yaml: ${number > 0 ? `line ${number}: ` : ''}${reason}`
  const open =
    /must be sufficiently indented and end with a ([\]}])|Expected flow (?:map|sequence) to end with ([\]}])/.exec(text)
  if (open) {
    const sign = (open[1] ?? open[2]) as ']' | '}'
    const begins = source.split('\n').findIndex((one) => one.includes(sign === ']' ? '[' : '{')) + 1
    return at(Math.max(1, begins), `did not find expected ',' or '${sign}'`)
  }
  if (/flow|collection|Unexpected (?:scalar|end)|Expected.*(?:\]|\})|must end with|Missing/i.test(text))
    return at(line, 'did not find expected node content')
  if (/escape sequence/i.test(text)) return at(line, 'found unknown escape character')
  if (/Tabs|reserved|cannot start/i.test(text)) return at(line, 'found character that cannot start any token')
  if (/Nested mappings|implicit/i.test(text)) return at(line, 'mapping values are not allowed in this context')
  return at(line, text)
}
