import { Optional, type Environment } from '@marcbachmann/cel-js'
import {
  labelProblems,
  labelValueProblems,
  oldLabelProblems,
  qualifiedNameProblems,
  subdomainProblems
} from '../kinds/names'
import { urlOf } from './url'

/** A format by its name, and what is wrong with a text of it. */
class Format {
  constructor(readonly problemsOf: (text: string) => readonly string[]) {}
}
class Formats {}

/** The name of an object to be made from a prefix: its dash at the end belongs to what comes. Models maskTrailingDash. */
const asPrefix = (text: string): string => text.replace(/-$/, 'a')

const unless = (holds: boolean, problem: string): readonly string[] => (holds ? [] : [problem])

const formats: Readonly<Record<string, (text: string) => readonly string[]>> = {
  dns1123Label: labelProblems,
  dns1123LabelPrefix: (text) => labelProblems(asPrefix(text)),
  dns1123Subdomain: subdomainProblems,
  dns1123SubdomainPrefix: (text) => subdomainProblems(asPrefix(text)),
  dns1035Label: oldLabelProblems,
  dns1035LabelPrefix: (text) => oldLabelProblems(asPrefix(text)),
  qualifiedName: qualifiedNameProblems,
  labelValue: labelValueProblems,
  uri: (text) => unless(urlOf(text) !== undefined, 'invalid URI format'),
  uuid: (text) => unless(/^[\da-f]{8}(-?[\da-f]{4}){3}-?[\da-f]{12}$/i.test(text), 'does not match the UUID format'),
  byte: (text) => unless(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text), 'invalid base64'),
  date: (text) => unless(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text), 'invalid date'),
  datetime: (text) =>
    unless(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$/.test(text), 'invalid datetime')
}

/** `format.dns1123Label().validate(text)`: none, or what is wrong. Models apiserver/pkg/cel/library/format.go. */
export function addFormats(env: Environment): void {
  env.registerType('Formats', Formats).registerType('Format', Format)
  env.registerConstant('format', 'Formats', new Formats())
  for (const [name, problemsOf] of Object.entries(formats))
    env.registerFunction(`Formats.${name}(): Format`, () => new Format(problemsOf))
  env.registerFunction('Formats.named(string): dyn', (_formats: Formats, name: string) =>
    Object.hasOwn(formats, name) ? Optional.of(new Format(formats[name]!)) : Optional.none()
  )
  env.registerFunction('Format.validate(string): dyn', ({ problemsOf }: Format, text: string) => {
    const problems = problemsOf(text)
    return problems.length === 0 ? Optional.none() : Optional.of(problems)
  })
}
