import { fail, ok, type Result } from '../../../../base/result'
import { isYaml, readYaml } from '../../../../base/yaml'
import { goYamlError } from '../go-yaml'
import { homeOf } from '../home'
import { toYaml } from '../print/yaml'
import type { Session } from '../session'

/** A flag and what it is unless it is given. */
export interface OptionDefault {
  readonly name: string
  readonly default: string
}

export interface CommandDefaults {
  readonly command: string
  readonly options?: readonly OptionDefault[]
}

export interface Alias extends CommandDefaults {
  readonly name: string
  readonly prependArgs?: readonly string[]
  readonly appendArgs?: readonly string[]
}

/** What a person likes. Models kubectl/pkg/config/v1 Preference. */
export interface Preference {
  readonly kind: 'Preference'
  readonly apiVersion: string
  readonly defaults: readonly CommandDefaults[]
  readonly aliases: readonly Alias[]
  readonly credentialPluginPolicy?: string
  readonly credentialPluginAllowlist?: readonly { readonly command: string }[]
}

export const emptyPreference: Preference = {
  kind: 'Preference',
  apiVersion: 'kubectl.config.k8s.io/v1beta1',
  defaults: [],
  aliases: []
}

/** What `kuberc view` offers to somebody who has none. Models kuberc.CreateDefaultPreference. */
export const recommended: Preference = {
  ...emptyPreference,
  defaults: [
    { command: 'apply', options: [{ name: 'server-side', default: 'true' }] },
    { command: 'delete', options: [{ name: 'interactive', default: 'true' }] }
  ]
}

/** Which file it is, and whether somebody named it; undefined: there shall be none. Models kuberc.LoadKuberc. */
export function fileOfPreferences(
  session: Pick<Session, 'env'>,
  named: string
): { readonly path: string; readonly explicit: boolean } | undefined {
  const { KUBERC = '' } = session.env
  if (named !== '') return { path: named, explicit: true }
  if (KUBERC === 'off') return undefined
  return KUBERC === '' ? { path: `${homeOf(session)}/.kube/kuberc`, explicit: false } : { path: KUBERC, explicit: true }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '')
const maps = (value: unknown) => (Array.isArray(value) ? value.filter(isMap) : [])
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : undefined

export function readPreference(source: string): Result<Preference> {
  const read = readYaml(source)
  if (!isYaml(read)) return fail(goYamlError(read, source))
  const [value] = read.values
  if (!isMap(value)) return ok(emptyPreference)
  const options = (of: Readonly<Record<string, unknown>>): OptionDefault[] =>
    maps(of.options).map(({ name, default: given }) => ({ name: textIn(name), default: textIn(given) }))
  const args = (name: string, given: string[] | undefined) => (given && given.length > 0 ? { [name]: given } : {})
  const policy = textIn(value.credentialPluginPolicy)
  return ok({
    kind: 'Preference',
    apiVersion: textIn(value.apiVersion),
    defaults: maps(value.defaults).map((one) => ({ command: textIn(one.command), options: options(one) })),
    aliases: maps(value.aliases).map((one) => ({
      name: textIn(one.name),
      command: textIn(one.command),
      ...args('prependArgs', texts(one.prependArgs)),
      ...args('appendArgs', texts(one.appendArgs)),
      options: options(one)
    })),
    ...(policy !== '' && { credentialPluginPolicy: policy }),
    ...(Array.isArray(value.credentialPluginAllowlist) && {
      credentialPluginAllowlist: maps(value.credentialPluginAllowlist).map((one) => ({ command: textIn(one.command) }))
    })
  })
}

/** As Go writes it: what is empty has no list. */
export const preferenceText = ({ aliases, defaults, ...rest }: Preference): string =>
  toYaml({
    ...rest,
    aliases: aliases.length > 0 ? aliases : null,
    defaults: defaults.length > 0 ? defaults : null
  })
